/** Entries of an account: what statements, reports and notifications are made of. */
import { account } from './account.ts';
import { agent, codeOrText, partyLaterAgent } from './party.ts';
import { purposeChoice } from './payment-type.ts';
import { remittanceInformation } from './remittance-information.ts';
import {
  amount,
  boolean,
  code,
  count,
  date,
  dateOrDateTime,
  dateTime,
  externalCode,
  text,
  uetr,
} from './text.ts';
import { changed, many, one, opaque, optional, sequence, since, within } from './type.ts';

export const creditOrDebit = code('CRDT', 'DBIT');

const transactionCode = sequence({
  Domn: optional(
    sequence({
      Cd: one(externalCode()),
      Fmly: one(sequence({ Cd: one(externalCode()), SubFmlyCd: one(externalCode()) })),
    }),
  ),
  Prtry: optional(sequence({ Cd: one(text(35)), Issr: optional(text(35)) })),
});

const proprietaryReference = sequence({ Tp: one(text(35)), Ref: one(text(35)) });

const references = sequence({
  MsgId: optional(text(35)),
  AcctSvcrRef: optional(text(35)),
  PmtInfId: optional(text(35)),
  InstrId: optional(text(35)),
  EndToEndId: optional(text(35)),
  UETR: since(2019, optional(uetr)),
  TxId: optional(text(35)),
  MndtId: optional(text(35)),
  ChqNb: optional(text(35)),
  ClrSysRef: optional(text(35)),
  AcctOwnrTxId: since(2013, optional(text(35))),
  AcctSvcrTxId: since(2013, optional(text(35))),
  MktInfrstrctrTxId: since(2013, optional(text(35))),
  PrcgId: since(2013, optional(text(35))),
  Prtry: changed(2013, many(proprietaryReference, 1), many(proprietaryReference)),
});

const parties = sequence({
  InitgPty: partyLaterAgent,
  Dbtr: partyLaterAgent,
  DbtrAcct: optional(account),
  UltmtDbtr: partyLaterAgent,
  Cdtr: partyLaterAgent,
  CdtrAcct: optional(account),
  UltmtCdtr: partyLaterAgent,
  TradgPty: partyLaterAgent,
  Prtry: many(opaque),
});

const agents = sequence({
  InstgAgt: since(2016, optional(agent)),
  InstdAgt: since(2016, optional(agent)),
  DbtrAgt: optional(agent),
  CdtrAgt: optional(agent),
  IntrmyAgt1: optional(agent),
  IntrmyAgt2: optional(agent),
  IntrmyAgt3: optional(agent),
  RcvgAgt: optional(agent),
  DlvrgAgt: optional(agent),
  IssgAgt: optional(agent),
  SttlmPlc: optional(agent),
  Prtry: many(opaque),
});

const dates = sequence({
  AccptncDtTm: optional(dateTime),
  TradActvtyCtrctlSttlmDt: optional(date),
  TradDt: optional(date),
  IntrBkSttlmDt: optional(date),
  StartDt: optional(date),
  EndDt: optional(date),
  TxDtTm: optional(dateTime),
  Prtry: many(opaque),
});

const listThenOne = changed(2013, many(opaque), many(opaque, 1));

const detail = sequence({
  Refs: optional(references),
  Amt: since(2013, changed(2016, one(amount), optional(amount))),
  CdtDbtInd: since(2013, changed(2016, one(creditOrDebit), optional(creditOrDebit))),
  AmtDtls: optional(opaque),
  Avlbty: many(opaque),
  BkTxCd: optional(transactionCode),
  Chrgs: listThenOne,
  Intrst: listThenOne,
  RltdPties: optional(parties),
  RltdAgts: optional(agents),
  LclInstrm: since(2016, optional(codeOrText(externalCode(35)))),
  Purp: optional(purposeChoice),
  RltdRmtInf: many(opaque, 10),
  RmtInf: optional(remittanceInformation),
  RltdDts: optional(dates),
  RltdPric: optional(opaque),
  RltdQties: many(opaque),
  FinInstrmId: optional(opaque),
  Tax: optional(opaque),
  RtrInf: optional(opaque),
  CorpActn: optional(opaque),
  SfkpgAcct: optional(opaque),
  CshDpst: since(2013, many(opaque)),
  CardTx: since(2013, optional(opaque)),
  AddtlTxInf: optional(text(500)),
  SplmtryData: since(2013, many(opaque)),
});

const batch = sequence({
  MsgId: optional(text(35)),
  PmtInfId: optional(text(35)),
  NbOfTxs: optional(count),
  TtlAmt: optional(amount),
  CdtDbtInd: optional(creditOrDebit),
});

export const entry = sequence({
  NtryRef: optional(text(35)),
  Amt: one(amount),
  CdtDbtInd: one(creditOrDebit),
  RvslInd: optional(boolean),
  Sts: changed(2016, one(within('Cd', code('BOOK', 'PDNG', 'INFO'))), one(codeOrText())),
  BookgDt: optional(dateOrDateTime),
  ValDt: optional(dateOrDateTime),
  AcctSvcrRef: optional(text(35)),
  Avlbty: many(opaque),
  BkTxCd: one(transactionCode),
  ComssnWvrInd: optional(boolean),
  AddtlInfInd: optional(sequence({ MsgNmId: optional(text(35)), MsgId: optional(text(35)) })),
  AmtDtls: optional(opaque),
  Chrgs: listThenOne,
  TechInptChanl: optional(opaque),
  Intrst: listThenOne,
  CardTx: since(2013, optional(opaque)),
  NtryDtls: many(sequence({ Btch: optional(batch), TxDtls: many(detail) })),
  AddtlNtryInf: optional(text(500)),
});
