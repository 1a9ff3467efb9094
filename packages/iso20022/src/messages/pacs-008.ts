/** pacs.008, FIToFICustomerCreditTransfer: an institution passes a customer's transfer on. */
import { account } from '../schema/account.ts';
import { instructingAgents, intermediaries, previousAgents } from '../schema/agents.ts';
import { forCreditorAgent, forNextAgent, regulatory } from '../schema/instruction.ts';
import { agent, party } from '../schema/party.ts';
import { chargeBearer, interbankPaymentType, purposeChoice } from '../schema/payment-type.ts';
import { remittanceInformation } from '../schema/remittance-information.ts';
import { settlement, settlementPriority, settlementTimes } from '../schema/settlement.ts';
import { amount, boolean, count, date, dateTime, decimal, text, uetr } from '../schema/text.ts';
import {
  before,
  changed,
  many,
  one,
  opaque,
  optional,
  sequence,
  since,
  some,
  type ValueOf,
} from '../schema/type.ts';

/** How a transfer between institutions is named. */
export const interbankPaymentId = sequence({
  InstrId: optional(text(35)),
  EndToEndId: one(text(35)),
  TxId: changed(2019, one(text(35)), optional(text(35))),
  UETR: since(2019, optional(uetr)),
  ClrSysRef: optional(text(35)),
});

export const interbankHeader = sequence({
  MsgId: one(text(35)),
  CreDtTm: one(dateTime),
  XpryDtTm: since(2023, optional(dateTime)),
  BtchBookg: optional(boolean),
  NbOfTxs: one(count),
  CtrlSum: optional(decimal),
  TtlIntrBkSttlmAmt: optional(amount),
  IntrBkSttlmDt: optional(date),
  SttlmInf: one(settlement),
  PmtTpInf: optional(interbankPaymentType),
  ...instructingAgents,
});

const transfer = sequence({
  PmtId: one(interbankPaymentId),
  PmtTpInf: optional(interbankPaymentType),
  IntrBkSttlmAmt: one(amount),
  IntrBkSttlmDt: optional(date),
  SttlmPrty: settlementPriority,
  ...settlementTimes,
  AddtlDtTm: since(2023, optional(opaque)),
  AccptncDtTm: before(2023, optional(dateTime)),
  PoolgAdjstmntDt: before(2023, optional(date)),
  InstdAmt: optional(amount),
  XchgRate: optional(opaque),
  AgrdRate: since(2023, optional(opaque)),
  ChrgBr: one(chargeBearer),
  ChrgsInf: many(opaque),
  MndtRltdInf: since(2023, optional(opaque)),
  PmtSgntr: since(2023, optional(opaque)),
  ...previousAgents,
  ...instructingAgents,
  ...intermediaries,
  UltmtDbtr: optional(party),
  InitgPty: optional(party),
  Dbtr: one(party),
  DbtrAcct: optional(account),
  DbtrAgt: one(agent),
  DbtrAgtAcct: optional(account),
  CdtrAgt: one(agent),
  CdtrAgtAcct: optional(account),
  Cdtr: one(party),
  CdtrAcct: optional(account),
  UltmtCdtr: optional(party),
  InstrForCdtrAgt: forCreditorAgent,
  InstrForNxtAgt: forNextAgent,
  Purp: optional(purposeChoice),
  ...regulatory,
  RmtInf: optional(remittanceInformation),
  SplmtryData: many(opaque),
});

export const pacs008 = sequence({
  FIToFICstmrCdtTrf: one(
    sequence({
      GrpHdr: one(interbankHeader),
      CdtTrfTxInf: some(transfer),
      SplmtryData: many(opaque),
    }),
  ),
});

export type InterbankHeader = ValueOf<typeof interbankHeader>;
export type CustomerTransfer = ValueOf<typeof transfer>;
