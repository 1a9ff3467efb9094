/** Making blocks final: on disk first, then out of everything that waited for it, then told to all who follow. */
import type { Hash } from '@trellis/crypto';
import { type CommitCertificate, entriesOf, stateKeyParts } from '@trellis/protocol';
import type { ProposedBlock, ProposedBlocks } from '../blocks/proposed-blocks.ts';
import type { Chain, ExecutedBlock } from '../chain/chain.ts';
import type { Events } from '../chain/events.ts';
import type { Mempool } from '../transactions/mempool.ts';

/** A block that has just become final. */
type NewBlock = Pick<ExecutedBlock, 'final' | 'execution'>;

export interface FinalityParts {
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly proposedBlocks: ProposedBlocks;
  readonly events: Events;
  /** Takes up a block that was kept before a restart. */
  readonly restore: (id: Hash) => Promise<ProposedBlock | undefined>;
  /** A block that was voted on here became final. */
  readonly onProposedBlockFinal: (
    proposedBlock: ProposedBlock,
    certificate: CommitCertificate,
  ) => void;
}

export interface Finality {
  /** Makes the block final that a certificate decides. */
  decide(certificate: CommitCertificate): Promise<void>;
  /** Makes a candidate final. */
  commit(proposedBlock: ProposedBlock, certificate: CommitCertificate): Promise<void>;
  /** Makes blocks final that were never candidates, all of them or, after a crash, none. */
  commitAll(blocks: readonly ExecutedBlock[]): Promise<void>;
  /** Calls a listener with blocks that became final, in their order; the last one is the head. Listeners are called in the order in which they came. */
  follow(listener: (blocks: readonly NewBlock[]) => void): void;
}

export function createFinality(parts: FinalityParts): Finality {
  const { chain, proposedBlocks } = parts;
  const followers: ((blocks: readonly NewBlock[]) => void)[] = [];

  function settle(blocks: readonly NewBlock[]): void {
    proposedBlocks.clear();
    for (const block of blocks) tell(parts, block);
    for (const follow of followers) follow(blocks);
  }

  async function commit(
    proposedBlock: ProposedBlock,
    certificate: CommitCertificate,
  ): Promise<void> {
    const { header, blockId, execution } = proposedBlock;
    const final = { header, blockId, certificate };
    await chain.commit(final, execution);
    settle([{ final, execution }]);
    parts.onProposedBlockFinal(proposedBlock, certificate);
  }

  return {
    async decide(certificate) {
      const { blockId: id } = certificate;
      const proposedBlock = proposedBlocks.get(id) ?? (await parts.restore(id));
      if (proposedBlock === undefined)
        throw new Error(`the decided block ${id} is not in the store`);
      await commit(proposedBlock, certificate);
    },
    commit,
    async commitAll(blocks) {
      await chain.commitAll(blocks);
      settle(blocks);
    },
    follow(listener) {
      followers.push(listener);
    },
  };
}

/** Takes out of the mempool what the block has used up, and tells whoever watches what became of it. */
function tell(
  { chain, mempool, events }: Pick<FinalityParts, 'chain' | 'mempool' | 'events'>,
  { final, execution: { receipts, changes } }: NewBlock,
): void {
  const senders = Array.from(entriesOf('account', changes), ([key]) => stateKeyParts(key)[0]);
  const dropped = mempool.prune(final.header.height, senders, chain.lastSequence);
  const included = new Set(receipts.map(({ transactionId }) => transactionId));
  events.emit({ type: 'block', final, receipts });
  for (const { id } of dropped) {
    if (!included.has(id)) events.emit({ type: 'dropped', transactionId: id });
  }
}
