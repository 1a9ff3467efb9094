/** The columns of the three tables in Parquet files. Amounts are decimal digits: no type of Parquet has 128 bits. */
import type { BlockRow, MovementRow, TransactionRow } from '../rows.ts';

type ColumnType = 'INT32' | 'INT64' | 'STRING' | 'TIMESTAMP' | 'JSON';

/** A column of a row: how it is named is how the row names it. */
type Columns<Row> = { readonly [Name in keyof Row & string]: ColumnType };

const columns = {
  blocks: {
    height: 'INT64',
    block_id: 'STRING',
    previous_block_id: 'STRING',
    time: 'TIMESTAMP',
    proposer: 'STRING',
    transactions: 'INT32',
    state_root: 'STRING',
  } satisfies Columns<BlockRow>,
  transactions: {
    height: 'INT64',
    position: 'INT32',
    transaction_id: 'STRING',
    sender: 'STRING',
    sequence: 'INT64',
    status: 'STRING',
    failed_operation: 'INT32',
    fee: 'STRING',
    memo: 'STRING',
    operations: 'STRING',
  } satisfies Columns<TransactionRow>,
  movements: {
    height: 'INT64',
    line: 'INT32',
    transaction_id: 'STRING',
    kind: 'STRING',
    from_place: 'STRING',
    from_account: 'STRING',
    to_place: 'STRING',
    to_account: 'STRING',
    asset: 'STRING',
    amount: 'STRING',
  } satisfies Columns<MovementRow>,
} as const;

export type TableName = keyof typeof columns;
export const tableNames = ['blocks', 'transactions', 'movements'] as const satisfies TableName[];

/** Rows as columns that the writer of Parquet takes. */
export function columnData(name: TableName, rows: readonly object[]) {
  return Object.entries(columns[name]).map(([column, type]) => ({
    name: column,
    type,
    data: rows.map((row) => cell(type, Reflect.get(row, column))),
  }));
}

function cell(type: ColumnType, value: unknown): unknown {
  if (value === null) return null;
  switch (type) {
    case 'STRING':
      return String(value);
    case 'TIMESTAMP':
      return new Date(Number(value));
    default:
      return value;
  }
}
