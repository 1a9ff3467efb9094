/** The lines of a statement: what a balance was changed by, in the words of the transaction that did it. */
import { formatAmount, isBroughtForward } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import type { AssetCode, Operation } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import { stringify } from 'csv-stringify/sync';

/** One line, all of it text; empty for what is not known or does not apply. */
export interface StatementLine {
  readonly time: string;
  readonly block: string;
  readonly transaction: string;
  readonly credit: string;
  readonly debit: string;
  readonly balance: string;
  readonly asset: string;
  readonly counterparty: string;
  readonly endToEndId: string;
  readonly reference: string;
  readonly invoice: string;
  readonly purpose: string;
  readonly memo: string;
  /** `success`, or why the transaction did nothing but pay its fee. */
  readonly status: string;
}

export interface StatementNames {
  readonly address: Address;
  readonly asset: AssetCode;
  readonly decimals: number;
  nameOf(account: Address): string;
}

export function statementLine(entry: HistoryEntry, names: StatementNames): StatementLine {
  const { height, time, before, after, transactionId, transaction, status } = entry;
  const { address, asset, decimals } = names;
  const amount = (units: bigint): string => (units > 0n ? formatAmount(units, decimals) : '');
  const done = status === 'success' ? transaction?.operations : [];
  const own = (done ?? []).filter((one) => isAbout(one, address, asset));
  const payments = own.filter((one) => one.type === 'pay');
  const all = (texts: readonly (string | null)[]): string =>
    [...new Set(texts.filter((one) => one !== null))].join('; ');
  return {
    time: new Date(Number(time)).toISOString(),
    block: `${height}`,
    transaction: transactionId ?? '',
    credit: amount(after - before),
    debit: amount(before - after),
    balance: formatAmount(after, decimals),
    asset,
    counterparty:
      withoutOperation(entry) ??
      all(own.flatMap((one) => counterparty(one, address)).map(names.nameOf)),
    endToEndId: all(payments.map(({ remittance }) => remittance.endToEndId)),
    reference: all(payments.map(({ remittance }) => remittance.reference)),
    invoice: all(payments.map(({ remittance }) => remittance.invoice)),
    purpose: all(payments.map(({ remittance }) => remittance.purpose)),
    memo: transaction?.memo ?? '',
    status: status ?? '',
  };
}

/** What moved units, or brought them forward, when no operation did. */
function withoutOperation(entry: HistoryEntry): string | undefined {
  if (entry.status !== null && entry.status !== 'success') return 'fee of what failed';
  if (entry.transactionId !== null) return undefined;
  if (isBroughtForward(entry)) return 'brought forward';
  return entry.height === 0n ? 'genesis' : 'holds that ended';
}

/** Whether an operation can have moved units of the asset from or to the account. */
function isAbout(operation: Operation, address: Address, asset: AssetCode): boolean {
  if ('asset' in operation && operation.asset !== asset) return false;
  return partiesOf(operation).includes(address);
}

function counterparty(operation: Operation, address: Address): readonly Address[] {
  return partiesOf(operation).filter((one) => one !== address);
}

function partiesOf(operation: Operation): readonly Address[] {
  return [
    operation.source,
    ...('from' in operation ? [operation.from] : []),
    ...('to' in operation ? [operation.to] : []),
  ];
}

/** RFC 4180, with a head; text that a spreadsheet would take for a formula is kept from being one. */
export function statementCsv(lines: readonly StatementLine[]): string {
  const columns: readonly (keyof StatementLine)[] = [
    'time',
    'block',
    'transaction',
    'credit',
    'debit',
    'balance',
    'asset',
    'counterparty',
    'endToEndId',
    'reference',
    'invoice',
    'purpose',
    'memo',
    'status',
  ];
  return stringify([...lines], { header: true, columns: [...columns], escape_formulas: true });
}
