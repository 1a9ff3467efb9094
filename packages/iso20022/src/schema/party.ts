/** Who: people, organisations and institutions, with their addresses. */
import { bic, bic2009, code, country, date, externalCode, lei, pattern, text } from './text.ts';
import {
  changed,
  choice,
  many,
  one,
  opaque,
  optional,
  renamed,
  sequence,
  since,
  type TextType,
  within,
} from './type.ts';

/** A code of a list, or a text of one's own. */
export const codeOrText = (listed: TextType = externalCode(), lengthMax = 35) =>
  choice({ Cd: one(listed), Prtry: one(text(lengthMax)) });

const addressKind = code('ADDR', 'PBOX', 'HOME', 'BIZZ', 'MLTO', 'DLVY');
const genericIdentification = sequence({
  Id: one(pattern('[a-zA-Z0-9]{4}')),
  Issr: one(text(35)),
  SchmeNm: optional(text(35)),
});

const postalAddress = sequence({
  AdrTp: changed(
    2019,
    optional(within('Cd', addressKind)),
    optional(choice({ Cd: one(addressKind), Prtry: one(genericIdentification) })),
  ),
  CareOf: since(2023, optional(text(140))),
  Dept: optional(text(70)),
  SubDept: optional(text(70)),
  StrtNm: changed(2023, optional(text(70)), optional(text(140))),
  BldgNb: optional(text(16)),
  BldgNm: since(2019, changed(2023, optional(text(35)), optional(text(140)))),
  Flr: since(2019, optional(text(70))),
  UnitNb: since(2023, optional(text(16))),
  PstBx: since(2019, optional(text(16))),
  Room: since(2019, optional(text(70))),
  PstCd: optional(text(16)),
  TwnNm: changed(2023, optional(text(35)), optional(text(140))),
  TwnLctnNm: since(2019, changed(2023, optional(text(35)), optional(text(140)))),
  DstrctNm: since(2019, changed(2023, optional(text(35)), optional(text(140)))),
  CtrySubDvsn: optional(text(35)),
  Ctry: optional(country),
  AdrLine: many(text(70), 7),
});

const otherIdentification = sequence({
  Id: changed(2023, one(text(35)), one(text(256))),
  SchmeNm: optional(codeOrText()),
  Issr: optional(text(35)),
});

const organisation = sequence({
  AnyBIC: renamed(2013, 'BICOrBEI', changed(2019, optional(bic2009), optional(bic))),
  LEI: since(2019, optional(lei)),
  Othr: many(otherIdentification),
});

const person = sequence({
  DtAndPlcOfBirth: optional(
    sequence({
      BirthDt: one(date),
      PrvcOfBirth: optional(text(35)),
      CityOfBirth: one(text(35)),
      CtryOfBirth: one(country),
    }),
  ),
  Othr: many(otherIdentification),
});

/** Anybody who takes part in a payment and is no institution in it. */
export const party = sequence({
  Nm: optional(text(140)),
  PstlAdr: optional(postalAddress),
  Id: optional(choice({ OrgId: one(organisation), PrvtId: one(person) })),
  CtryOfRes: optional(country),
  CtctDtls: optional(opaque),
});

const otherInstitution = sequence({
  Id: one(text(35)),
  SchmeNm: optional(codeOrText()),
  Issr: optional(text(35)),
});

/** An institution, and the branch of it. */
export const agent = sequence({
  FinInstnId: one(
    sequence({
      BICFI: renamed(2013, 'BIC', changed(2019, optional(bic2009), optional(bic))),
      ClrSysMmbId: optional(
        sequence({ ClrSysId: optional(codeOrText(externalCode(5))), MmbId: one(text(35)) }),
      ),
      LEI: since(2019, optional(lei)),
      Nm: optional(text(140)),
      PstlAdr: optional(postalAddress),
      Othr: optional(otherInstitution),
    }),
  ),
  BrnchId: optional(
    sequence({
      Id: optional(text(35)),
      LEI: since(2019, optional(lei)),
      Nm: optional(text(140)),
      PstlAdr: optional(postalAddress),
    }),
  ),
});

/** Either of both, where newer messages let it be. */
export const partyOrAgent = choice({ Pty: one(party), Agt: one(agent) });

/** A party that became a choice of both. */
export const partyLaterAgent = changed(
  2016,
  optional(within('Pty', party)),
  optional(partyOrAgent),
);
