/** Blocks that may become final at the next height: executed, and kept on disk before anyone votes. */
import type { Hash } from '@trellis/crypto';
import type { BlockExecution, VerifiedTransaction } from '@trellis/ledger';
import {
  type BlockHeader,
  blockId,
  type CompactBlock,
  type Evidence,
  evidenceRoot,
  listRoot,
} from '@trellis/protocol';
import type { BlockStore } from '../ports/block-store.ts';
import type { PeerName } from '../ports/transport.ts';

export interface Candidate {
  readonly blockId: Hash;
  readonly header: BlockHeader;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly VerifiedTransaction[];
  readonly execution: BlockExecution;
}

export interface Candidates {
  get(blockId: Hash): Candidate | undefined;
  /** A block of the proposer's that was seen but not yet rebuilt, or a candidate in that form. */
  compact(blockId: Hash): CompactBlock | undefined;
  /** Remembers what a proposal says; a bounded number of them. */
  noteCompact(block: CompactBlock): void;
  /** Whoever told us first of a proposal of this block is the first to ask for what it holds. */
  noteSource(blockId: Hash, peer: PeerName): void;
  source(blockId: Hash): PeerName | undefined;
  /** A transaction of any candidate, for peers that lack it. */
  transaction(hash: Hash): VerifiedTransaction | undefined;
  /** Resolves when the candidate would survive a power cut. */
  add(candidate: Candidate): Promise<void>;
  /** A new height: none of the old ones can become final any more. */
  clear(): void;
}

/** More than the rounds of a sick height propose; a flood of proposals pushes out its own. */
const compactMax = 64;

export function createCandidates(store: Pick<BlockStore, 'saveCandidate'>): Candidates {
  const candidates = new Map<Hash, Candidate>();
  const compacts = new Map<Hash, CompactBlock>();
  const sources = new Map<Hash, PeerName>();
  const transactions = new Map<Hash, VerifiedTransaction>();

  return {
    get: (id) => candidates.get(id),
    compact(id) {
      const candidate = candidates.get(id);
      return candidate === undefined ? compacts.get(id) : toCompact(candidate);
    },
    noteCompact(block) {
      const id = blockId(block.header);
      if (compacts.has(id)) return;
      compacts.set(id, block);
      const [oldest] = compacts.keys();
      if (compacts.size > compactMax && oldest !== undefined) compacts.delete(oldest);
    },
    noteSource(id, peer) {
      if (!sources.has(id)) sources.set(id, peer);
    },
    source: (id) => sources.get(id),
    transaction: (hash) => transactions.get(hash),
    async add(candidate) {
      for (const transaction of candidate.transactions) {
        transactions.set(transaction.hash, transaction);
      }
      await store.saveCandidate(candidate.blockId, {
        header: candidate.header,
        evidence: candidate.evidence,
        transactions: candidate.transactions.map(({ encoded }) => encoded),
      });
      // Not before: whoever finds it here goes on to vote for it.
      candidates.set(candidate.blockId, candidate);
    },
    clear() {
      candidates.clear();
      compacts.clear();
      sources.clear();
      transactions.clear();
    },
  };
}

/**
 * Whether evidence and hashes are those that the header commits to. They are not part of the block's id, so
 * without this a peer could pass on a good header with other transactions and make it look invalid.
 */
export function isCompleteCompact({
  header,
  evidence,
  signedTransactionHashes,
}: CompactBlock): boolean {
  return (
    listRoot(signedTransactionHashes) === header.witnessRoot &&
    evidenceRoot(evidence) === header.evidenceRoot
  );
}

/** A block by the hashes of its signed transactions. */
export function toCompact({
  header,
  evidence,
  transactions,
}: Pick<Candidate, 'header' | 'evidence' | 'transactions'>): CompactBlock {
  return { header, evidence, signedTransactionHashes: transactions.map(({ hash }) => hash) };
}
