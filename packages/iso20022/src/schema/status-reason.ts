/** Why something has the status that it has, and what it was called in the message that it answers. */
import { codeOrText, party } from './party.ts';
import { count, dateTime, decimal, text } from './text.ts';
import { many, one, optional, sequence, type TextType } from './type.ts';

/** Reasons, whoever gives them, in whichever list their codes are. */
export const reasons = many(
  sequence({
    Orgtr: optional(party),
    Rsn: optional(codeOrText()),
    AddtlInf: many(text(105)),
  }),
);

/** Names the message that is answered. */
export const originalMessage = {
  OrgnlMsgId: one(text(35)),
  OrgnlMsgNmId: one(text(35)),
  OrgnlCreDtTm: optional(dateTime),
};

export const originalTotals = {
  OrgnlNbOfTxs: optional(count),
  OrgnlCtrlSum: optional(decimal),
};

/** How many transactions have which status. */
export const countsPerStatus = (status: TextType) =>
  sequence({ DtldNbOfTxs: one(count), DtldSts: one(status), DtldCtrlSum: optional(decimal) });
