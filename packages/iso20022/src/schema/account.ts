/** Accounts, and by whom they are held. */
import { agent, codeOrText, party } from './party.ts';
import { code, currency, iban, text } from './text.ts';
import { changed, choice, one, opaque, optional, sequence, since } from './type.ts';

const identification = choice({
  IBAN: one(iban),
  Othr: one(
    sequence({ Id: one(text(34)), SchmeNm: optional(codeOrText()), Issr: optional(text(35)) }),
  ),
});

const accountKinds = code(
  ...['CASH', 'CHAR', 'COMM', 'TAXE', 'CISH', 'TRAS', 'SACC', 'CACC'],
  ...['SVGS', 'ONDP', 'MGLD', 'NREX', 'MOMA', 'LOAN', 'SLRY', 'ODFT'],
);

const accountFields = {
  // Since 2021 an account may be named by its proxy alone.
  Id: changed(2021, one(identification), optional(identification)),
  Tp: changed(2013, optional(codeOrText(accountKinds)), optional(codeOrText())),
  Ccy: optional(currency),
  Nm: optional(text(70)),
  Prxy: since(2019, optional(opaque)),
};

export const account = sequence(accountFields);

/** The account that a report is about. */
export const reportedAccount = sequence({
  ...accountFields,
  Ownr: optional(party),
  Svcr: optional(agent),
});
