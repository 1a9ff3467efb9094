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

export interface ProposedBlock {
  readonly blockId: Hash;
  readonly header: BlockHeader;
  readonly evidence: readonly Evidence[];
  readonly transactions: readonly VerifiedTransaction[];
  readonly execution: BlockExecution;
}

export interface ProposedBlocks {
  get(blockId: Hash): ProposedBlock | undefined;
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
  add(proposedBlock: ProposedBlock): Promise<void>;
  /** A new height: none of the old ones can become final any more. */
  clear(): void;
}

/** More than the rounds of a sick height propose; a flood of proposals pushes out its own. */
const compactMax = 64;

export function createProposedBlocks(store: Pick<BlockStore, 'saveProposedBlock'>): ProposedBlocks {
  const proposedBlocks = new Map<Hash, ProposedBlock>();
  const compacts = new Map<Hash, CompactBlock>();
  const sources = new Map<Hash, PeerName>();
  const transactions = new Map<Hash, VerifiedTransaction>();

  return {
    get: (id) => proposedBlocks.get(id),
    compact(id) {
      const proposedBlock = proposedBlocks.get(id);
      return proposedBlock === undefined ? compacts.get(id) : toCompact(proposedBlock);
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
    async add(proposedBlock) {
      for (const transaction of proposedBlock.transactions) {
        transactions.set(transaction.hash, transaction);
      }
      await store.saveProposedBlock(proposedBlock.blockId, {
        header: proposedBlock.header,
        evidence: proposedBlock.evidence,
        transactions: proposedBlock.transactions.map(({ encoded }) => encoded),
      });
      // Not before: whoever finds it here continues to vote for it.
      proposedBlocks.set(proposedBlock.blockId, proposedBlock);
    },
    clear() {
      proposedBlocks.clear();
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
}: Pick<ProposedBlock, 'header' | 'evidence' | 'transactions'>): CompactBlock {
  return { header, evidence, signedTransactionHashes: transactions.map(({ hash }) => hash) };
}
