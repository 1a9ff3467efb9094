/** The lines of a statement: what a balance was changed by, in the words of the transaction that did it. */
import { formatAmount, isBroughtForward } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { movingOperations, partiesOf } from '@trellis/gateway/statement';
import {
  type AssetCode,
  codeText,
  type ForeignText,
  type Operation,
  visibleText,
} from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import { stringify } from 'csv-stringify/sync';

export interface StatementNames {
  readonly address: Address;
  readonly asset: AssetCode;
  readonly decimals: number;
  nameOf(account: Address): string;
}

/** What a line is made of. */
interface LineSource extends StatementNames {
  readonly entry: HistoryEntry;
  /** The operations that can have changed the balance. */
  readonly operations: readonly Operation[];
}

/** The columns in their order; each is text, empty for what is not known or does not apply. */
const columns = {
  time: ({ entry }) => new Date(Number(entry.time)).toISOString(),
  block: ({ entry }) => `${entry.height}`,
  transaction: ({ entry }) => entry.transactionId ?? '',
  credit: ({ entry, decimals }) => gain(entry.after - entry.before, decimals),
  debit: ({ entry, decimals }) => gain(entry.before - entry.after, decimals),
  balance: ({ entry, decimals }) => formatAmount(entry.after, decimals),
  asset: ({ asset }) => asset,
  counterparty: ({ entry, operations, address, nameOf }) =>
    withoutOperation(entry) ??
    listed(
      operations
        .flatMap(partiesOf)
        .filter((one) => one !== address)
        .map(nameOf),
    ),
  endToEndId: ({ operations }) => listed(remittances(operations).map((one) => one.endToEndId)),
  reference: ({ operations }) => listed(remittances(operations).map((one) => one.reference)),
  invoice: ({ operations }) => listed(remittances(operations).map((one) => one.invoice)),
  purpose: ({ operations }) => listed(remittances(operations).map((one) => one.purpose)),
  /** The mandates under which others paid from the account, or the account from that of others. */
  mandate: ({ operations }) =>
    listed(operations.map((one) => (one.type === 'payUnderMandate' ? one.mandate : null))),
  memo: ({ entry }) => visibleText(entry.transaction?.memo ?? ''),
  /** `success`, or why the transaction did nothing but pay its fee. */
  status: ({ entry }) => codeText(entry.status ?? ''),
} as const satisfies Readonly<Record<string, (source: LineSource) => string>>;

/** What a line has beside its columns for programs: amounts in smallest units, and the counterparties one by one. */
export interface StatementFacts {
  readonly creditAmount: string;
  readonly debitAmount: string;
  readonly balanceAmount: string;
  readonly counterparties: readonly { readonly address: string; readonly label: string | null }[];
}

/** `labelOf` gives `null` for an account that has no name here. */
export function statementFacts(
  entry: HistoryEntry,
  names: Pick<StatementNames, 'address' | 'asset'>,
  labelOf: (account: Address) => string | null,
): StatementFacts {
  const { before, after } = entry;
  const parties = movingOperations(entry, names)
    .flatMap(partiesOf)
    .filter((one) => one !== names.address);
  return {
    creditAmount: String(after > before ? after - before : 0n),
    debitAmount: String(before > after ? before - after : 0n),
    balanceAmount: String(after),
    counterparties: [...new Set(parties)].map((one) => ({
      address: formatAddress(one),
      label: labelOf(one),
    })),
  };
}

export type StatementLine = Readonly<Record<keyof typeof columns, string>>;

const columnNames = Object.keys(columns) as readonly (keyof StatementLine)[];

export function statementLine(entry: HistoryEntry, names: StatementNames): StatementLine {
  const source = { ...names, entry, operations: movingOperations(entry, names) };
  const cells = columnNames.map((name) => [name, columns[name](source)]);
  // One cell for each column.
  return Object.fromEntries(cells) as StatementLine;
}

/** RFC 4180, with a head, in visible form; text that a spreadsheet would take for a formula is kept from being one. */
export function statementCsv(lines: readonly StatementLine[]): string {
  const shown = lines.map((line) =>
    Object.fromEntries(Object.entries(line).map(([name, cell]) => [name, visibleText(cell)])),
  );
  return stringify(shown, { header: true, columns: [...columnNames], escape_formulas: true });
}

const gain = (units: bigint, decimals: number): string =>
  units > 0n ? formatAmount(units, decimals) : '';

/** Texts, each once. */
const listed = (texts: readonly (ForeignText | null)[]): string =>
  [...new Set(texts.filter((one) => one !== null).map((one) => visibleText(one)))].join('; ');

/** What moved units, or brought them forward, when no operation did. */
function withoutOperation(entry: HistoryEntry): string | undefined {
  if (entry.status !== null && entry.status !== 'success') return 'fee of what failed';
  if (entry.transactionId !== null) return undefined;
  if (isBroughtForward(entry)) return 'brought forward';
  return entry.height === 0n ? 'genesis' : 'holds that ended';
}

const remittances = (operations: readonly Operation[]) =>
  operations.flatMap((one) => ('remittance' in one ? [one.remittance] : []));
