/** What a payment is for. */
import { codeOrText, party } from './party.ts';
import { code, date, externalCode, reference, text } from './text.ts';
import {
  changed,
  many,
  one,
  opaque,
  optional,
  sequence,
  since,
  type TextType,
  within,
} from './type.ts';

const documentKinds = [
  ...['MSIN', 'CNFA', 'DNFA', 'CINV', 'CREN', 'DEBN', 'HIRI', 'SBIN'],
  ...['CMCN', 'SOAC', 'DISP', 'BOLD', 'VCHR', 'AROI', 'TSUT'],
];

const typed = (kinds: TextType) =>
  sequence({ CdOrPrtry: one(codeOrText(kinds)), Issr: optional(text(35)) });

const referredDocument = sequence({
  Tp: changed(
    2016,
    optional(typed(code(...documentKinds))),
    changed(2023, optional(typed(code(...documentKinds, 'PUOR'))), optional(typed(externalCode()))),
  ),
  Nb: optional(text(35)),
  RltdDt: changed(
    2023,
    optional(within('Dt', date)),
    optional(sequence({ Tp: one(codeOrText()), Dt: one(date) })),
  ),
  LineDtls: since(2016, many(opaque)),
});

const creditorReference = sequence({
  Tp: changed(
    2023,
    optional(typed(code('RADM', 'RPIN', 'FXDR', 'DISP', 'PUOR', 'SCOR'))),
    optional(typed(externalCode())),
  ),
  Ref: optional(reference),
});

const structured = sequence({
  RfrdDocInf: many(referredDocument),
  RfrdDocAmt: optional(opaque),
  CdtrRefInf: optional(creditorReference),
  Invcr: optional(party),
  Invcee: optional(party),
  TaxRmt: since(2016, optional(opaque)),
  GrnshmtRmt: since(2016, optional(opaque)),
  AddtlRmtInf: many(text(140), 3),
});

export const remittanceInformation = sequence({
  Ustrd: many(text(140)),
  Strd: many(structured),
});

/** Of transfers between institutions. */
export const plainRemittanceInformation = sequence({ Ustrd: many(text(140)) });
