/** camt.029, ResolutionOfInvestigation: the answer to a request for cancellation. */
import { assignment, investigationCase } from '../schema/case.ts';
import { originalGroup, originalReference } from '../schema/original.ts';
import { codeOrText, partyOrAgent } from '../schema/party.ts';
import {
  countsPerStatus,
  originalMessage,
  originalTotals,
  reasons,
} from '../schema/status-reason.ts';
import {
  amount,
  boolean,
  code,
  date,
  dateOrDateTime,
  externalCode,
  text,
  uetr,
} from '../schema/text.ts';
import { choice, many, one, opaque, optional, sequence, some } from '../schema/type.ts';

const groupStatus = optional(code('PACR', 'RJCR', 'ACCR', 'PDCR'));
const cancellation = code('RJCR', 'ACCR', 'PDCR');

const originalGroupStatus = sequence({
  OrgnlGrpCxlId: optional(text(35)),
  RslvdCase: optional(investigationCase),
  ...originalMessage,
  ...originalTotals,
  GrpCxlSts: groupStatus,
  CxlStsRsnInf: reasons,
  NbOfTxsPerCxlSts: many(
    countsPerStatus(code('ACTC', 'RJCT', 'PDNG', 'ACCP', 'ACSP', 'ACSC', 'ACCR', 'ACWC')),
  ),
});

const payment = sequence({
  OrgnlPmtInfCxlId: optional(text(35)),
  RslvdCase: optional(investigationCase),
  OrgnlPmtInfId: one(text(35)),
  OrgnlGrpInf: optional(originalGroup),
  ...originalTotals,
  PmtInfCxlSts: groupStatus,
  CxlStsRsnInf: reasons,
  NbOfTxsPerCxlSts: many(countsPerStatus(cancellation)),
  TxInfAndSts: many(
    sequence({
      CxlStsId: optional(text(35)),
      RslvdCase: optional(investigationCase),
      OrgnlInstrId: optional(text(35)),
      OrgnlEndToEndId: optional(text(35)),
      UETR: optional(uetr),
      TxCxlSts: optional(cancellation),
      CxlStsRsnInf: reasons,
      OrgnlInstdAmt: optional(amount),
      OrgnlReqdExctnDt: optional(dateOrDateTime),
      OrgnlReqdColltnDt: optional(date),
      OrgnlTxRef: originalReference,
    }),
  ),
});

const transaction = sequence({
  CxlStsId: optional(text(35)),
  RslvdCase: optional(investigationCase),
  OrgnlGrpInf: optional(originalGroup),
  OrgnlInstrId: optional(text(35)),
  OrgnlEndToEndId: optional(text(35)),
  OrgnlTxId: optional(text(35)),
  OrgnlClrSysRef: optional(text(35)),
  OrgnlUETR: optional(uetr),
  TxCxlSts: optional(cancellation),
  CxlStsRsnInf: reasons,
  RsltnRltdInf: optional(opaque),
  OrgnlIntrBkSttlmAmt: optional(amount),
  OrgnlIntrBkSttlmDt: optional(date),
  Assgnr: optional(partyOrAgent),
  Assgne: optional(partyOrAgent),
  OrgnlTxRef: originalReference,
});

const resolution = sequence({
  Assgnmt: one(assignment),
  RslvdCase: optional(investigationCase),
  Sts: one(
    choice({
      Conf: one(externalCode()),
      RjctdMod: some(codeOrText()),
      DplctOf: one(investigationCase),
      AssgnmtCxlConf: one(boolean),
    }),
  ),
  CxlDtls: many(
    sequence({
      OrgnlGrpInfAndSts: optional(originalGroupStatus),
      OrgnlPmtInfAndSts: many(payment),
      TxInfAndSts: many(transaction),
    }),
  ),
  ModDtls: optional(opaque),
  ClmNonRctDtls: optional(opaque),
  StmtDtls: optional(opaque),
  CrrctnTx: optional(opaque),
  RsltnRltdInf: optional(opaque),
  SplmtryData: many(opaque),
});

export const camt029 = sequence({ RsltnOfInvstgtn: one(resolution) });
