/** Investigations: who asks whom, and under which number. */
import { partyOrAgent } from './party.ts';
import { boolean, dateTime, text } from './text.ts';
import { one, optional, sequence } from './type.ts';

export const assignment = sequence({
  Id: one(text(35)),
  Assgnr: one(partyOrAgent),
  Assgne: one(partyOrAgent),
  CreDtTm: one(dateTime),
});

export const investigationCase = sequence({
  Id: one(text(35)),
  Cretr: one(partyOrAgent),
  ReopCaseIndctn: optional(boolean),
});
