/** pacs.004, PaymentReturn: money goes back, by a payment of its own. */
import { instructingAgents } from '../schema/agents.ts';
import { authorisation } from '../schema/instruction.ts';
import { originalGroup, originalReference, originalTransaction } from '../schema/original.ts';
import { agent, partyOrAgent } from '../schema/party.ts';
import { chargeBearer } from '../schema/payment-type.ts';
import { settlement, settlementPriority } from '../schema/settlement.ts';
import { originalMessage, reasons } from '../schema/status-reason.ts';
import { amount, boolean, count, date, dateTime, decimal, text } from '../schema/text.ts';
import { many, one, opaque, optional, sequence } from '../schema/type.ts';

const chain = sequence({
  UltmtDbtr: optional(partyOrAgent),
  Dbtr: one(partyOrAgent),
  InitgPty: optional(partyOrAgent),
  DbtrAgt: optional(agent),
  PrvsInstgAgt1: optional(agent),
  PrvsInstgAgt2: optional(agent),
  PrvsInstgAgt3: optional(agent),
  IntrmyAgt1: optional(agent),
  IntrmyAgt2: optional(agent),
  IntrmyAgt3: optional(agent),
  CdtrAgt: optional(agent),
  Cdtr: one(partyOrAgent),
  UltmtCdtr: optional(partyOrAgent),
});

const transaction = sequence({
  RtrId: optional(text(35)),
  OrgnlGrpInf: optional(originalGroup),
  ...originalTransaction,
  OrgnlClrSysRef: optional(text(35)),
  OrgnlIntrBkSttlmAmt: optional(amount),
  OrgnlIntrBkSttlmDt: optional(date),
  RtrdIntrBkSttlmAmt: one(amount),
  IntrBkSttlmDt: optional(date),
  SttlmPrty: settlementPriority,
  SttlmTmIndctn: optional(opaque),
  RtrdInstdAmt: optional(amount),
  XchgRate: optional(opaque),
  CompstnAmt: optional(amount),
  ChrgBr: optional(chargeBearer),
  ChrgsInf: many(opaque),
  ClrSysRef: optional(text(35)),
  ...instructingAgents,
  RtrChain: optional(chain),
  RtrRsnInf: reasons,
  OrgnlTxRef: originalReference,
  SplmtryData: many(opaque),
});

const paymentReturn = sequence({
  GrpHdr: one(
    sequence({
      MsgId: one(text(35)),
      CreDtTm: one(dateTime),
      Authstn: authorisation,
      BtchBookg: optional(boolean),
      NbOfTxs: one(count),
      CtrlSum: optional(decimal),
      GrpRtr: optional(boolean),
      TtlRtrdIntrBkSttlmAmt: optional(amount),
      IntrBkSttlmDt: optional(date),
      SttlmInf: one(settlement),
      ...instructingAgents,
    }),
  ),
  OrgnlGrpInf: optional(sequence({ ...originalMessage, RtrRsnInf: reasons })),
  TxInf: many(transaction),
  SplmtryData: many(opaque),
});

export const pacs004 = sequence({ PmtRtr: one(paymentReturn) });
