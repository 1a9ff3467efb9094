/** pacs.002, FIToFIPaymentStatusReport: the answer to an institution. */
import { instructingAgents } from '../schema/agents.ts';
import {
  originalGroup,
  originalGroupAndStatus,
  originalReference,
  originalTransaction,
  transactionStatus,
} from '../schema/original.ts';
import { reasons } from '../schema/status-reason.ts';
import { dateOrDateTime, dateTime, pattern, text } from '../schema/text.ts';
import { changed, many, one, opaque, optional, sequence, since, some } from '../schema/type.ts';

const transaction = sequence({
  StsId: optional(text(35)),
  OrgnlGrpInf: since(2019, optional(originalGroup)),
  ...originalTransaction,
  TxSts: transactionStatus,
  StsRsnInf: reasons,
  ChrgsInf: many(opaque),
  AccptncDtTm: optional(dateTime),
  PrcgDt: since(2023, optional(dateOrDateTime)),
  FctvIntrBkSttlmDt: since(2019, optional(dateOrDateTime)),
  AcctSvcrRef: optional(text(35)),
  ClrSysRef: optional(text(35)),
  CdtSttlmKey: since(2023, optional(pattern('([0-9A-F][0-9A-F]){32}'))),
  ...instructingAgents,
  OrgnlTxRef: originalReference,
  SplmtryData: since(2019, many(opaque)),
});

const report = sequence({
  GrpHdr: one(
    sequence({
      MsgId: one(text(35)),
      CreDtTm: one(dateTime),
      ...instructingAgents,
      OrgnlBizQry: since(2021, optional(opaque)),
    }),
  ),
  /** One in 2009, several since: a list in both. */
  OrgnlGrpInfAndSts: changed(2019, some(originalGroupAndStatus, 1), many(originalGroupAndStatus)),
  TxInfAndSts: many(transaction),
  SplmtryData: since(2019, many(opaque)),
});

export const pacs002 = sequence({ FIToFIPmtStsRpt: one(report) });
