/** How a payment must be carried out, and at whose cost. */
import { codeOrText } from './party.ts';
import { categoryPurpose, code, externalCode, purpose } from './text.ts';
import { changed, many, optional, sequence } from './type.ts';

export const chargeBearer = code('DEBT', 'CRED', 'SHAR', 'SLEV');

/** Why money moves. */
export const purposeChoice = codeOrText(purpose);

const priority = optional(code('HIGH', 'NORM'));
const clearingChannel = optional(code('RTGS', 'RTNS', 'MPNS', 'BOOK'));
/** One in older messages, several in newer: a list in both. */
const serviceLevel = changed(2019, many(codeOrText(), 1), many(codeOrText()));
const localInstrument = optional(codeOrText(externalCode(35)));
const category = optional(codeOrText(categoryPurpose));

/** As a customer says it. */
export const paymentType = sequence({
  InstrPrty: priority,
  SvcLvl: serviceLevel,
  LclInstrm: localInstrument,
  CtgyPurp: category,
});

/** As institutions say it to each other. */
export const interbankPaymentType = sequence({
  InstrPrty: priority,
  ClrChanl: clearingChannel,
  SvcLvl: serviceLevel,
  LclInstrm: localInstrument,
  CtgyPurp: category,
});
