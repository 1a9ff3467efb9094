/** camt.056, FIToFIPaymentCancellationRequest: an institution wants its transfers back. */
import { assignment, investigationCase } from '../schema/case.ts';
import { originalGroup, originalReference, originalTransaction } from '../schema/original.ts';
import { agent } from '../schema/party.ts';
import { originalMessage, reasons } from '../schema/status-reason.ts';
import { amount, boolean, count, date, decimal, text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, some } from '../schema/type.ts';

const underlying = sequence({
  OrgnlGrpInfAndCxl: optional(
    sequence({
      GrpCxlId: optional(text(35)),
      Case: optional(investigationCase),
      ...originalMessage,
      NbOfTxs: optional(count),
      CtrlSum: optional(decimal),
      GrpCxl: optional(boolean),
      CxlRsnInf: reasons,
    }),
  ),
  TxInf: many(
    sequence({
      CxlId: optional(text(35)),
      Case: optional(investigationCase),
      OrgnlGrpInf: optional(originalGroup),
      ...originalTransaction,
      OrgnlClrSysRef: optional(text(35)),
      OrgnlIntrBkSttlmAmt: optional(amount),
      OrgnlIntrBkSttlmDt: optional(date),
      Assgnr: optional(agent),
      Assgne: optional(agent),
      CxlRsnInf: reasons,
      OrgnlTxRef: originalReference,
      SplmtryData: many(opaque),
    }),
  ),
});

export const camt056 = sequence({
  FIToFIPmtCxlReq: one(
    sequence({
      Assgnmt: one(assignment),
      Case: optional(investigationCase),
      CtrlData: optional(sequence({ NbOfTxs: one(count), CtrlSum: optional(decimal) })),
      Undrlyg: some(underlying),
      SplmtryData: many(opaque),
    }),
  ),
});
