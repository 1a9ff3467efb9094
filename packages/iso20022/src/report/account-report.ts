/** Statements, reports and notifications of an account: camt.053, camt.052 and camt.054, in each version. */
import { CodedError } from '@trellis/crypto/coded-error';
import { blockReference } from '../answer/status-report.ts';
import { decimalText, decimalUnits } from '../checks/decimal.ts';
import {
  type KindOf,
  kindOf,
  type MessageId,
  type MessageValue,
  releaseOf,
} from '../messages/message-table.ts';
import type { CustomerTransfer } from '../messages/pacs-008.ts';
import type { InstitutionTransfer } from '../messages/pacs-009.ts';
import { ledgerAccount } from '../transfer/account-scheme.ts';
import { notProvided } from '../transfer/instruction.ts';
import { writeMessage } from '../write/write-message.ts';

/** Of a pacs.008 or a pacs.009. */
export type EnclosedTransfer =
  | { readonly type: 'customer'; readonly transfer: CustomerTransfer }
  | { readonly type: 'institution'; readonly transfer: InstitutionTransfer };

/** The messages that say what happened to an account. */
export type ReportId = Extract<MessageId, `camt.05${2 | 3 | 4}.${string}`>;

export const isReportId = (id: MessageId): id is ReportId => /^camt\.05[234]\./.test(id);

/** What changed a balance. */
export interface ReportedEntry {
  /** Decimal text above zero, in the account's currency. */
  readonly amount: string;
  readonly isCredit: boolean;
  /** Of its block, in ISO 8601. */
  readonly time: string;
  readonly height: bigint;
  /** `null` for what no transaction did, such as a hold that expired. */
  readonly transactionId: string | null;
  /** What it was, in the ledger's words: `pay`, `mint`, `fee`. */
  readonly kind: string;
  readonly isPayment: boolean;
  readonly counterparty: { readonly address: string; readonly name?: string } | null;
  readonly endToEndId: string | null;
  readonly reference: string | null;
  readonly invoice: string | null;
  readonly purpose: string | null;
  readonly uetr: string | null;
  /** The transfer as its payer's institution sealed it, where that could be read. */
  readonly transfer?: EnclosedTransfer | null;
}

export interface AccountReport {
  readonly messageId: string;
  readonly createdAt: string;
  /** `iban`: how its holder calls it. */
  readonly account: { readonly address: string; readonly name?: string; readonly iban?: string };
  readonly currency: string;
  readonly from: string;
  readonly to: string;
  readonly opening: string;
  readonly closing: string;
  readonly entries: readonly ReportedEntry[];
}

/** Entries that do not lead from the opening to the closing balance. */
export class ReportError extends CodedError<'not_reconciled'> {}

/** The file. Throws `ReportError`, and `WriteError` for what its version can't hold. */
export function accountReport(id: ReportId, report: AccountReport): string {
  expectReconciled(report);
  const GrpHdr = { MsgId: report.messageId, CreDtTm: report.createdAt };
  const common = commonParts(id, report);
  switch (kindOf(id)) {
    case 'camt.052':
      return write(id, {
        BkToCstmrAcctRpt: { GrpHdr, Rpt: [{ ...common, Bal: balances(report) }] },
      });
    case 'camt.053':
      return write(id, { BkToCstmrStmt: { GrpHdr, Stmt: [{ ...common, Bal: balances(report) }] } });
    case 'camt.054':
      return write(id, { BkToCstmrDbtCdtNtfctn: { GrpHdr, Ntfctn: [common] } });
  }
}

// Of three kinds of values just the one of the version's own kind is given.
const write = (id: ReportId, value: MessageValue<KindOf<ReportId>>): string =>
  writeMessage(id, value as never);

/** Credits and debits in units of 10^-18. */
function sums(entries: readonly ReportedEntry[]) {
  const credits = entries.filter(({ isCredit }) => isCredit);
  const debits = entries.filter(({ isCredit }) => !isCredit);
  const sumOf = (some: readonly ReportedEntry[]): bigint =>
    some.reduce((sum, { amount }) => sum + decimalUnits(amount), 0n);
  return { credits, debits, credit: sumOf(credits), debit: sumOf(debits) };
}

function expectReconciled({ opening, closing, entries }: AccountReport): void {
  const { credit, debit } = sums(entries);
  const expected = decimalUnits(opening) + credit - debit;
  if (expected === decimalUnits(closing)) return;
  throw new ReportError(
    'not_reconciled',
    `the entries lead from ${opening} to ${decimalText(expected)}, and the closing balance is ${closing}`,
  );
}

function balances({ currency, opening, closing, from, to }: AccountReport) {
  const balance = (Cd: string, value: string, time: string) => ({
    Tp: { CdOrPrtry: { Cd } },
    Amt: { Ccy: currency, value },
    CdtDbtInd: 'CRDT',
    Dt: { Dt: time.slice(0, 10) },
  });
  return [balance('OPBD', opening, from), balance('CLBD', closing, to)];
}

function commonParts(id: ReportId, report: AccountReport) {
  const { messageId, createdAt, account, currency, from, to, entries } = report;
  return {
    Id: messageId,
    CreDtTm: createdAt,
    FrToDt: { FrDtTm: from, ToDtTm: to },
    Acct: {
      ...ledgerAccount(account.address, account.name),
      ...(account.iban && { Id: { IBAN: account.iban } }),
      Ccy: currency,
    },
    TxsSummry: summary(id, entries),
    Ntry: entries.map((entry, index) => entryElement(id, currency, entry, index + 1)),
  };
}

function summary(id: ReportId, entries: readonly ReportedEntry[]) {
  const { credits, debits, credit, debit } = sums(entries);
  const net = credit - debit;
  const CdtDbtInd = net < 0n ? 'DBIT' : 'CRDT';
  const Amt = decimalText(net < 0n ? -net : net);
  const total = (count: number, sum: bigint) => ({
    NbOfNtries: String(count),
    Sum: decimalText(sum),
  });
  return {
    TtlNtries: {
      ...total(entries.length, credit + debit),
      ...(releaseOf(id) < 2013
        ? { TtlNetNtryAmt: Amt, CdtDbtInd }
        : { TtlNetNtry: { Amt, CdtDbtInd } }),
    },
    TtlCdtNtries: total(credits.length, credit),
    TtlDbtNtries: total(debits.length, debit),
  };
}

const bankCode = ({ isPayment, isCredit, kind }: ReportedEntry) => ({
  Domn: {
    Cd: 'PMNT',
    Fmly: isPayment
      ? { Cd: isCredit ? 'RCDT' : 'ICDT', SubFmlyCd: 'BOOK' }
      : { Cd: isCredit ? 'MCOP' : 'MDOP', SubFmlyCd: 'OTHR' },
  },
  Prtry: { Cd: kind.slice(0, 35), Issr: 'TRELLIS' },
});

function entryElement(id: ReportId, currency: string, entry: ReportedEntry, number: number) {
  const { amount, isCredit, time, height, transactionId } = entry;
  const CdtDbtInd = isCredit ? 'CRDT' : 'DBIT';
  const Amt = { Ccy: currency, value: amount };
  const reference = blockReference(height, transactionId ?? 'block');
  return {
    NtryRef: String(number),
    Amt,
    CdtDbtInd,
    Sts: { Cd: 'BOOK' },
    BookgDt: { DtTm: time },
    ValDt: { Dt: time.slice(0, 10) },
    AcctSvcrRef: reference,
    BkTxCd: bankCode(entry),
    NtryDtls: [{ TxDtls: [details(id, { Amt, CdtDbtInd }, entry)] }],
  };
}

function details(
  id: ReportId,
  amount: {
    readonly Amt: { readonly Ccy: string; readonly value: string };
    readonly CdtDbtInd: string;
  },
  entry: ReportedEntry,
) {
  const { height, transactionId, counterparty, isCredit, purpose } = entry;
  const enclosed = entry.transfer ? enclosedDetails(entry.transfer) : undefined;
  const account = counterparty && ledgerAccount(counterparty.address, counterparty.name);
  const words =
    transactionId === null ? `block ${height}` : `transaction ${transactionId}, block ${height}`;
  return {
    Refs: {
      AcctSvcrRef: blockReference(height, transactionId ?? 'block'),
      ...enclosed?.Refs,
      EndToEndId: enclosed?.Refs.EndToEndId ?? entry.endToEndId ?? notProvided,
      ...(entry.uetr !== null && releaseOf(id) >= 2019 ? { UETR: entry.uetr } : {}),
    },
    ...(releaseOf(id) >= 2013 ? amount : {}),
    ...(account ? { RltdPties: isCredit ? { DbtrAcct: account } : { CdtrAcct: account } } : {}),
    ...(purpose === null ? {} : { Purp: { Cd: purpose } }),
    ...remittance(entry),
    ...enclosed?.members,
    AddtlTxInf: words,
  };
}

function remittance({ reference, invoice }: ReportedEntry) {
  if (reference === null && invoice === null) return {};
  const Strd = {
    ...(invoice === null ? {} : { RfrdDocInf: [{ Nb: invoice }] }),
    ...(reference === null
      ? {}
      : { CdtrRefInf: { Tp: { CdOrPrtry: { Cd: 'SCOR' }, Issr: 'ISO' }, Ref: reference } }),
  };
  return { RmtInf: { Strd: [Strd] } };
}

/** What the payer's institution said of the transfer, in the elements of an entry. */
function enclosedDetails(enclosed: EnclosedTransfer) {
  const { PmtId, DbtrAcct, CdtrAcct, DbtrAgt, CdtrAgt, Purp } = enclosed.transfer;
  const { EndToEndId, InstrId, TxId } = PmtId;
  const parties =
    enclosed.type === 'customer'
      ? inChoice('Pty', enclosed.transfer)
      : inChoice('Agt', enclosed.transfer);
  const { RmtInf } = enclosed.transfer;
  return {
    Refs: { EndToEndId, ...(InstrId && { InstrId }), ...(TxId && { TxId }) },
    members: {
      RltdPties: { ...parties, ...(DbtrAcct && { DbtrAcct }), ...(CdtrAcct && { CdtrAcct }) },
      RltdAgts: { ...(DbtrAgt && { DbtrAgt }), ...(CdtrAgt && { CdtrAgt }) },
      ...(Purp && { Purp }),
      ...(RmtInf && { RmtInf }),
    },
  };
}

/** Parties that an entry has as a choice of a party and an institution. */
function inChoice<P>(
  name: 'Pty' | 'Agt',
  parties: {
    readonly Dbtr?: P | undefined;
    readonly Cdtr?: P | undefined;
    readonly UltmtDbtr?: P | undefined;
    readonly UltmtCdtr?: P | undefined;
  },
) {
  const { Dbtr, Cdtr, UltmtDbtr, UltmtCdtr } = parties;
  const named = { Dbtr, UltmtDbtr, Cdtr, UltmtCdtr };
  return Object.fromEntries(
    Object.entries(named).flatMap(([role, one]) =>
      one === undefined ? [] : [[role, { [name]: one }]],
    ),
  );
}
