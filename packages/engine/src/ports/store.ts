/** What is kept of the chain: final blocks, the newest state, and blocks that are being voted on. */
import type { Address, Hash } from '@trellis/crypto';
import type { BalanceEntry, State, StateChanges, TreeUpdate } from '@trellis/ledger';
import type {
  AssetCode,
  BlockHeader,
  CommitCertificate,
  Evidence,
  Genesis,
  Height,
  NodeRecord,
  ProposalRecord,
  Receipt,
  RecordOf,
  StateKey,
  StateKind,
  Validator,
} from '@trellis/protocol';

/** A final header; block 0 has no certificate. */
export interface FinalHeader {
  readonly header: BlockHeader;
  readonly blockId: Hash;
  readonly certificate: CommitCertificate | null;
}

/** A block by what it holds: evidence, and signed transactions in their canonical encoding. */
export interface BlockContent {
  readonly header: BlockHeader;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly Uint8Array[];
}

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

/** That the block after `height` is decided by these. */
export interface ValidatorChangeRecord {
  readonly height: Height;
  readonly validators: readonly Omit<Validator, 'address'>[];
}

/** Where in the chain a balance was changed; see `BalanceEntry`. */
export interface HistoryPlace {
  readonly height: Height;
  readonly position: number;
}

/** A balance from some place on. */
export interface HistoryRecord extends HistoryPlace {
  readonly amount: bigint;
}

/** Entries of one balance on one side of a place, beginning with those next to it. */
export interface HistoryRange {
  readonly account: Address;
  readonly asset: AssetCode;
  readonly side: 'before' | 'after';
  readonly place: HistoryPlace;
  readonly count: number;
}

/** An entry of an earlier state. */
export interface PastEntry {
  /** The encoded record; `null`: there was none. */
  readonly value: Uint8Array | null;
  /** The pages of the tree of that state on the way to the key's place, by their paths. */
  readonly pages: ReadonlyMap<string, Uint8Array>;
}

export interface Store {
  /** The chain in this store, or `null` when it is new and wants `initialise`. */
  genesis(): Genesis | null;
  /** Writes the genesis and block 0. */
  initialise(genesis: Genesis, commit: Omit<BlockCommit, 'balances'>): Promise<void>;

  /** The newest final state. */
  readonly state: State;
  readTreePage(path: string): Uint8Array | undefined;
  /** The oldest height whose state is kept: the newest one's, unless more are kept. */
  statesFrom(): Height;
  /** An entry of the state after a block; `undefined` when that state is not kept. */
  pastEntry(key: StateKey, height: Height): Promise<PastEntry | undefined>;
  balances(
    account: Address,
  ): Promise<readonly { readonly asset: AssetCode; readonly amount: bigint }[]>;
  /** How a balance came to be what it is. */
  history(range: HistoryRange): Promise<readonly HistoryRecord[]>;
  /** The records of a kind in the order of their keys, behind `after` if it is given, as of the call, read a few at a time. */
  records<K extends StateKind>(
    kind: K,
    after?: StateKey<K>,
  ): AsyncIterable<readonly [StateKey<K>, RecordOf<K>]>;
  nodes(): Promise<readonly NodeRecord[]>;
  proposals(): Promise<readonly ProposalRecord[]>;

  /** Keeps the content of a block that may become final; resolves when it would survive a power cut. */
  saveCandidate(blockId: Hash, content: BlockContent): Promise<void>;
  candidate(blockId: Hash): BlockContent | undefined;
  /** Makes a candidate final, forgets the other candidates, and moves the state on. */
  commit(commit: BlockCommit): Promise<void>;
  /**
   * As `commit`, for final blocks that follow one another and were never candidates: one batch, so that
   * a crash leaves all of them or none.
   */
  commitAll(blocks: readonly FinalBlockCommit[]): Promise<void>;

  /** The newest blocks that hold evidence, the newest first. */
  blocksWithEvidence(count: number): Promise<readonly Height[]>;
  /** Keeps evidence that waits for a block, one piece for each validator; on disk when it resolves. */
  keepEvidence(validator: Address, evidence: Evidence): Promise<void>;
  forgetEvidence(validator: Address): Promise<void>;
  /** What was kept and not forgotten. */
  keptEvidence(): Promise<readonly Evidence[]>;

  /** The height that the chain begins with: 0, or that of a snapshot. Blocks are kept from the next one on. */
  base(): Height;
  /** The newest final header. */
  head(): FinalHeader;
  finalHeader(height: Height): FinalHeader | undefined;
  /** The height at which a block of this id is final. */
  findBlock(id: Hash): Height | undefined;
  finalContent(height: Height): BlockContent | undefined;
  receipts(height: Height): readonly Receipt[] | undefined;
  findTransaction(id: Hash): { readonly height: Height; readonly index: number } | undefined;
  /** Heights from `from` on after which others decide, at most `count`, with who. */
  validatorChanges(from: Height, count: number): Promise<readonly ValidatorChangeRecord[]>;
  close(): Promise<void>;
}
