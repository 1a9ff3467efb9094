/** pain.001, CustomerCreditTransferInitiation: a customer asks its institution to pay. */
import { account } from '../schema/account.ts';
import { intermediaries } from '../schema/agents.ts';
import {
  authorisation,
  forCreditorAgent,
  forDebtorAgent,
  regulatory,
} from '../schema/instruction.ts';
import { agent, party } from '../schema/party.ts';
import { chargeBearer, paymentType, purposeChoice } from '../schema/payment-type.ts';
import { remittanceInformation } from '../schema/remittance-information.ts';
import {
  amount,
  boolean,
  code,
  count,
  currency,
  date,
  dateOrDateTime,
  dateTime,
  decimal,
  text,
  uetr,
} from '../schema/text.ts';
import {
  changed,
  choice,
  many,
  one,
  opaque,
  optional,
  sequence,
  since,
  some,
  type ValueOf,
  within,
} from '../schema/type.ts';

const transfer = sequence({
  PmtId: one(
    sequence({
      InstrId: optional(text(35)),
      EndToEndId: one(text(35)),
      UETR: since(2019, optional(uetr)),
    }),
  ),
  PmtTpInf: optional(paymentType),
  Amt: one(
    choice({
      InstdAmt: one(amount),
      EqvtAmt: one(sequence({ Amt: one(amount), CcyOfTrf: one(currency) })),
    }),
  ),
  XchgRateInf: optional(opaque),
  ChrgBr: optional(chargeBearer),
  MndtRltdInf: since(2023, optional(opaque)),
  ChqInstr: optional(opaque),
  UltmtDbtr: optional(party),
  ...intermediaries,
  CdtrAgt: optional(agent),
  CdtrAgtAcct: optional(account),
  Cdtr: optional(party),
  CdtrAcct: optional(account),
  UltmtCdtr: optional(party),
  InstrForCdtrAgt: forCreditorAgent,
  InstrForDbtrAgt: forDebtorAgent,
  Purp: optional(purposeChoice),
  ...regulatory,
  RmtInf: optional(remittanceInformation),
  SplmtryData: since(2016, many(opaque)),
});

const payment = sequence({
  PmtInfId: one(text(35)),
  PmtMtd: one(code('CHK', 'TRF', 'TRA')),
  ReqdAdvcTp: since(2023, optional(opaque)),
  BtchBookg: optional(boolean),
  NbOfTxs: optional(count),
  CtrlSum: optional(decimal),
  PmtTpInf: optional(paymentType),
  ReqdExctnDt: changed(2016, one(within('Dt', date)), one(dateOrDateTime)),
  PoolgAdjstmntDt: optional(date),
  Dbtr: one(party),
  DbtrAcct: one(account),
  DbtrAgt: one(agent),
  DbtrAgtAcct: optional(account),
  InstrForDbtrAgt: since(2016, optional(text(140))),
  UltmtDbtr: optional(party),
  ChrgBr: optional(chargeBearer),
  ChrgsAcct: optional(account),
  ChrgsAcctAgt: optional(agent),
  CdtTrfTxInf: some(transfer),
});

const initiation = sequence({
  GrpHdr: one(
    sequence({
      MsgId: one(text(35)),
      CreDtTm: one(dateTime),
      Authstn: authorisation,
      NbOfTxs: one(count),
      CtrlSum: optional(decimal),
      InitgPty: one(party),
      FwdgAgt: optional(agent),
      InitnSrc: since(2023, optional(opaque)),
    }),
  ),
  PmtInf: some(payment),
  SplmtryData: since(2016, many(opaque)),
});

export const pain001 = sequence({ CstmrCdtTrfInitn: one(initiation) });

export type Initiation = ValueOf<typeof initiation>;
export type InitiatedPayment = ValueOf<typeof payment>;
export type InitiatedTransfer = ValueOf<typeof transfer>;
