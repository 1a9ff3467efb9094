/** The blocks that are voted on: building our own, and finding out what those of others are worth. */
import type { Address, Hash } from '@trellis/crypto';
import type { Events } from '../chain/events.ts';
import type { GossipBatch } from '../messages/gossip-batch.ts';
import type { Mempool } from '../transactions/mempool.ts';
import type { BlockAnswer, BlockQuestion } from '../voting/height-run.ts';
import { buildProposal, type ProposalSources } from './build-proposal.ts';
import { type CheckParts, checkBlock, isTimely } from './check-block.ts';

export interface ProposingParts {
  readonly sources: ProposalSources;
  readonly checks: CheckParts;
  readonly mempool: Pick<Mempool, 'remove'>;
  readonly gossipBatch: Pick<GossipBatch, 'flush'>;
  readonly events: Pick<Events, 'emit'>;
  readonly config: { readonly aheadOfClockMaxMs: number };
}

export interface Proposing {
  /** Builds a block of ours on the head, and keeps it. */
  buildBlock(proposer: Address): Promise<Hash>;
  /** Finds and validates a block, and keeps it if it is valid; `null` when nobody wants to know any more. */
  checkBlock(question: BlockQuestion, signal: AbortSignal): Promise<BlockAnswer | null>;
}

export function createProposing(parts: ProposingParts): Proposing {
  const { sources, checks, mempool, gossipBatch, events } = parts;
  const { proposedBlocks, clock, logger } = checks;

  return {
    async buildBlock(proposer) {
      // What others hear of in time they need not ask for.
      gossipBatch.flush();
      const { proposedBlock, unusable } = await buildProposal(sources, proposer);
      for (const { transaction, rejection } of unusable) {
        logger.debug({ transaction: transaction.id, rejection }, 'dropped while building a block');
        mempool.remove(transaction.hash);
        events.emit({ type: 'dropped', transactionId: transaction.id });
      }
      await proposedBlocks.add(proposedBlock);
      return proposedBlock.blockId;
    },
    async checkBlock({ round, blockId }, signal) {
      const seenAt = clock.now();
      const checked = await checkBlock(checks, blockId, signal);
      if (checked === null) return null;
      if (checked === 'invalid') return { valid: false, timely: false };
      const { header } = checked;
      const parent = sources.chain.head().header;
      const { aheadOfClockMaxMs } = parts.config;
      return {
        valid: true,
        timely: isTimely(header, { parent, now: seenAt, round, aheadOfClockMaxMs }),
      };
    },
  };
}
