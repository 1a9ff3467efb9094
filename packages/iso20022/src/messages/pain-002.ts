/** pain.002, CustomerPaymentStatusReport: the answer to a customer. */
import {
  countsOfStatuses,
  groupStatus,
  originalGroupAndStatus,
  originalReference,
  transactionStatus,
} from '../schema/original.ts';
import { agent, party } from '../schema/party.ts';
import { originalTotals, reasons } from '../schema/status-reason.ts';
import { dateTime, text, uetr } from '../schema/text.ts';
import { many, one, opaque, optional, sequence, since } from '../schema/type.ts';

const transaction = sequence({
  StsId: optional(text(35)),
  OrgnlInstrId: optional(text(35)),
  OrgnlEndToEndId: optional(text(35)),
  OrgnlUETR: since(2019, optional(uetr)),
  TxSts: transactionStatus,
  StsRsnInf: reasons,
  ChrgsInf: many(opaque),
  TrckrData: since(2019, optional(opaque)),
  AccptncDtTm: optional(dateTime),
  AcctSvcrRef: optional(text(35)),
  ClrSysRef: optional(text(35)),
  OrgnlTxRef: originalReference,
  SplmtryData: since(2019, many(opaque)),
});

const payment = sequence({
  OrgnlPmtInfId: one(text(35)),
  ...originalTotals,
  PmtInfSts: groupStatus,
  StsRsnInf: reasons,
  NbOfTxsPerSts: countsOfStatuses,
  TxInfAndSts: many(transaction),
});

const report = sequence({
  GrpHdr: one(
    sequence({
      MsgId: one(text(35)),
      CreDtTm: one(dateTime),
      InitgPty: optional(party),
      FwdgAgt: optional(agent),
      DbtrAgt: optional(agent),
      CdtrAgt: optional(agent),
    }),
  ),
  OrgnlGrpInfAndSts: one(originalGroupAndStatus),
  OrgnlPmtInfAndSts: many(payment),
  SplmtryData: since(2019, many(opaque)),
});

export const pain002 = sequence({ CstmrPmtStsRpt: one(report) });
