/**
 * One transfer as a message of its own between institutions: what the payee's institution needs to know of it. What a
 * customer says to its own institution alone, such as when to pay, stays with that.
 */
import type { MessageId, MessageValue } from '../messages/message-table.ts';
import type { CustomerTransfer, InterbankHeader } from '../messages/pacs-008.ts';
import type { InstitutionTransfer } from '../messages/pacs-009.ts';
import type { InitiatedPayment, InitiatedTransfer, Initiation } from '../messages/pain-001.ts';

/** The versions that single transfers are of. */
export type SingleId = 'pacs.008.001.08' | 'pacs.008.001.13' | 'pacs.009.001.08';

/** A message between institutions with one transfer in it. */
export type SingleTransfer =
  | {
      readonly id: Exclude<SingleId, 'pacs.009.001.08'>;
      readonly value: MessageValue<'pacs.008'>;
    }
  | { readonly id: 'pacs.009.001.08'; readonly value: MessageValue<'pacs.009'> };

const notProvidedAgent = { FinInstnId: { Othr: { Id: 'NOTPROVIDED' } } };

const customerId = (id: MessageId): Exclude<SingleId, 'pacs.009.001.08'> =>
  id === 'pain.001.001.12' || id === 'pacs.008.001.13' ? 'pacs.008.001.13' : 'pacs.008.001.08';

/** The first institution's message for a transfer that its customer asked for. */
export function initiatedTransfer(
  id: MessageId,
  header: Initiation['GrpHdr'],
  payment: Partial<InitiatedPayment>,
  transfer: InitiatedTransfer,
): SingleTransfer {
  const { Amt, CdtrAgt = notProvidedAgent, Cdtr = {}, PmtTpInf, PmtId } = transfer;
  const amount = Amt.InstdAmt ?? Amt.EqvtAmt.Amt;
  const { Dbtr = {}, DbtrAgt = notProvidedAgent } = payment;
  const one: CustomerTransfer = {
    PmtId,
    PmtTpInf: PmtTpInf ?? payment.PmtTpInf,
    IntrBkSttlmAmt: amount,
    // Who bears charges is agreed on elsewhere, if nobody says it.
    ChrgBr: transfer.ChrgBr ?? payment.ChrgBr ?? 'SLEV',
    MndtRltdInf: transfer.MndtRltdInf,
    ...intermediariesOf(transfer),
    UltmtDbtr: transfer.UltmtDbtr ?? payment.UltmtDbtr,
    InitgPty: header.InitgPty,
    Dbtr,
    DbtrAcct: payment.DbtrAcct,
    DbtrAgt,
    DbtrAgtAcct: payment.DbtrAgtAcct,
    CdtrAgt,
    CdtrAgtAcct: transfer.CdtrAgtAcct,
    Cdtr,
    CdtrAcct: transfer.CdtrAcct,
    UltmtCdtr: transfer.UltmtCdtr,
    InstrForCdtrAgt: transfer.InstrForCdtrAgt,
    Purp: transfer.Purp,
    RgltryRptg: transfer.RgltryRptg,
    Tax: transfer.Tax,
    RltdRmtInf: transfer.RltdRmtInf,
    RmtInf: transfer.RmtInf,
    SplmtryData: transfer.SplmtryData,
  };
  const GrpHdr = {
    ...{ MsgId: header.MsgId, CreDtTm: header.CreDtTm, NbOfTxs: '1' },
    SttlmInf: { SttlmMtd: 'CLRG' },
    ...{ InstgAgt: DbtrAgt, InstdAgt: CdtrAgt },
  };
  return { id: customerId(id), value: { FIToFICstmrCdtTrf: { GrpHdr, CdtTrfTxInf: [one] } } };
}

function intermediariesOf(transfer: InitiatedTransfer) {
  const { IntrmyAgt1, IntrmyAgt1Acct, IntrmyAgt2, IntrmyAgt2Acct } = transfer;
  const { IntrmyAgt3, IntrmyAgt3Acct } = transfer;
  return {
    ...{ IntrmyAgt1, IntrmyAgt1Acct, IntrmyAgt2, IntrmyAgt2Acct },
    ...{ IntrmyAgt3, IntrmyAgt3Acct },
  };
}

/** The same message with one of its transfers. */
export function customerTransfer(
  id: MessageId,
  header: Partial<InterbankHeader>,
  transfer: CustomerTransfer,
): SingleTransfer {
  const GrpHdr = singleHeader(header);
  return {
    id: customerId(id),
    value: { FIToFICstmrCdtTrf: { GrpHdr, CdtTrfTxInf: [transfer] } },
  };
}

/** The same between institutions that pay on their own account. */
export function institutionTransfer(
  header: Partial<InterbankHeader>,
  transfer: InstitutionTransfer,
): SingleTransfer {
  const GrpHdr = singleHeader(header);
  return { id: 'pacs.009.001.08', value: { FICdtTrf: { GrpHdr, CdtTrfTxInf: [transfer] } } };
}

function singleHeader(header: Partial<InterbankHeader>): InterbankHeader {
  const { MsgId = 'NOTPROVIDED', CreDtTm = '1970-01-01T00:00:00Z' } = header;
  const { SttlmInf = { SttlmMtd: 'CLRG' } } = header;
  // Sums are those of the message that it was part of.
  const { CtrlSum, TtlIntrBkSttlmAmt, BtchBookg, ...rest } = header;
  return { ...rest, MsgId, CreDtTm, SttlmInf, NbOfTxs: '1' };
}
