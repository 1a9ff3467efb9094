/** Where an export goes. */
import type { Hash } from '@trellis/crypto';
import type { AssetCode } from '@trellis/protocol';
import type { Position } from './position.ts';
import type { Rows } from './rows.ts';

/** What is stored, counted from the rows themselves. */
export interface StoredTotals {
  readonly blocks: bigint;
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
  /** How many its blocks say that they have, and how many different ones there are. */
  readonly namedTransactions: bigint;
  readonly transactions: bigint;
}

export interface ExportTarget {
  /** How the target is named to people; without a password. */
  readonly name: string;
  /** The last position that was appended; `null` for an empty target. Throws `ExportError`. */
  position(genesisHash: Hash): Promise<Position | null>;
  /**
   * Appends rows and moves from one position to another, all or nothing, also where the process or the machine ends
   * meanwhile. Throws `ExportError` `export_taken` when the target is not at `from`: somebody else writes into it.
   */
  append(from: Position | null, rows: Rows, to: Position): Promise<void>;
  totals(): Promise<StoredTotals>;
  /** What came into being of an asset less what was burnt, up to a height. */
  supply(asset: AssetCode, height: bigint): Promise<bigint>;
  close(): Promise<void>;
}
