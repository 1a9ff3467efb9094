/** Instructions for the institutions that follow, and what regulators and tax offices want to know. */
import { codeOrText } from './party.ts';
import { code, externalCode, text } from './text.ts';
import { changed, many, opaque, optional, sequence, type TextType } from './type.ts';

const withText = (listed: TextType) =>
  sequence({ Cd: optional(listed), InstrInf: optional(text(140)) });

export const forCreditorAgent = changed(
  2023,
  many(withText(code('CHQB', 'HOLD', 'PHOB', 'TELB'))),
  many(withText(externalCode())),
);

/** Of a transfer between institutions: nobody waits for a cheque there. */
export const forCreditorInstitution = many(withText(code('PHOB', 'TELB')));

export const forNextAgent = many(withText(code('PHOA', 'TELA')));

export const forDebtorAgent = changed(
  2023,
  optional(text(140)),
  optional(withText(externalCode())),
);

/** Who may be asked for its consent. */
export const authorisation = many(codeOrText(code('AUTH', 'FDET', 'FSUM', 'ILEV'), 128), 2);

export const regulatory = {
  RgltryRptg: many(opaque, 10),
  Tax: optional(opaque),
  RltdRmtInf: many(opaque, 10),
};
