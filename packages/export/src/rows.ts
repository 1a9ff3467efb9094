/** What is written of the chain: three tables, whose columns are a contract with whoever queries them (docs/export.md). */

/** One final block; the genesis is not one. */
export interface BlockRow {
  readonly height: bigint;
  readonly block_id: string;
  readonly previous_block_id: string;
  /** Milliseconds since 1970. */
  readonly time: bigint;
  readonly proposer: string;
  readonly transactions: number;
  readonly state_root: string;
}

/** One transaction of a block, whatever became of it. */
export interface TransactionRow {
  readonly height: bigint;
  /** In its block, from 0. */
  readonly position: number;
  readonly transaction_id: string;
  readonly sender: string;
  readonly sequence: bigint;
  readonly status: string;
  readonly failed_operation: number | null;
  readonly fee: bigint;
  /** What can't be seen in it is written out. */
  readonly memo: string;
  /** The operations as JSON, in the form of the HTTP API. */
  readonly operations: string;
}

/** Units that moved from one place to another. */
export interface MovementRow {
  /** 0: what the genesis gives. */
  readonly height: bigint;
  /** In its block, from 0. */
  readonly line: number;
  /** Without one: by the genesis, or a hold that expired. */
  readonly transaction_id: string | null;
  readonly kind: string;
  readonly from_place: string;
  /** An account, or who pays into a hold. */
  readonly from_account: string | null;
  readonly to_place: string | null;
  /** An account, or whom a hold is for. */
  readonly to_account: string | null;
  /** Unknown of fees, as neither a transaction nor its receipt says it. */
  readonly asset: string | null;
  /** Smallest units. */
  readonly amount: bigint;
}

export interface Rows {
  readonly blocks: readonly BlockRow[];
  readonly transactions: readonly TransactionRow[];
  readonly movements: readonly MovementRow[];
}

export const noRows: Rows = { blocks: [], transactions: [], movements: [] };

export function joinRows(one: Rows, other: Rows): Rows {
  return {
    blocks: [...one.blocks, ...other.blocks],
    transactions: [...one.transactions, ...other.transactions],
    movements: [...one.movements, ...other.movements],
  };
}
