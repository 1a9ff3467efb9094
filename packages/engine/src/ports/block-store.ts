/** Where blocks are put: those that are being voted on, and those that became final, with the state after them. */
import type { Hash } from '@trellis/crypto';
import type { BalanceEntry, State, StateChanges, TreeUpdate } from '@trellis/ledger';
import type { Receipt } from '@trellis/protocol';
import type { BlockContent, FinalHeader } from './chain-reader.ts';

/** Everything a final block changes; written as one synced batch. */
export interface BlockCommit {
  readonly final: FinalHeader;
  /** In the order of the block; its content was kept as a candidate. */
  readonly receipts: readonly Receipt[];
  readonly changes: StateChanges;
  readonly balances: readonly BalanceEntry[];
  readonly treeUpdate: TreeUpdate;
}

/** A block that others made final, with what it holds. */
export interface FinalBlockCommit extends Omit<BlockContent, 'header'> {
  readonly commit: BlockCommit;
}

export interface BlockStore {
  /** The newest final state. */
  readonly state: State;
  /** A page of the newest state's tree. */
  readTreePage(path: string): Uint8Array | undefined;
  /** Keeps the content of a block that may become final; resolves when it would survive a power cut. */
  saveProposedBlock(blockId: Hash, content: BlockContent): Promise<void>;
  proposedBlock(blockId: Hash): BlockContent | undefined;
  /** Makes a candidate final, forgets the other candidates, and moves the state on. */
  commit(commit: BlockCommit): Promise<void>;
  /**
   * As `commit`, for final blocks that follow one another and were never candidates: one batch, so that
   * a crash leaves all of them or none.
   */
  commitAll(blocks: readonly FinalBlockCommit[]): Promise<void>;
}
