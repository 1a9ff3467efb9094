/** pacs.028, FIToFIPaymentStatusRequest: an institution asks what became of its transfers. */
import { instructingAgents } from '../schema/agents.ts';
import { originalGroup, originalReference, originalTransaction } from '../schema/original.ts';
import { originalMessage, originalTotals } from '../schema/status-reason.ts';
import { dateTime, text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence } from '../schema/type.ts';

export const pacs028 = sequence({
  FIToFIPmtStsReq: one(
    sequence({
      GrpHdr: one(sequence({ MsgId: one(text(35)), CreDtTm: one(dateTime), ...instructingAgents })),
      OrgnlGrpInf: many(sequence({ ...originalMessage, ...originalTotals })),
      TxInf: many(
        sequence({
          StsReqId: optional(text(35)),
          OrgnlGrpInf: optional(originalGroup),
          ...originalTransaction,
          AccptncDtTm: optional(dateTime),
          ClrSysRef: optional(text(35)),
          ...instructingAgents,
          OrgnlTxRef: originalReference,
          SplmtryData: many(opaque),
        }),
      ),
      SplmtryData: many(opaque),
    }),
  ),
});
