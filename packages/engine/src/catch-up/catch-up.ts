/**
 * Catching up with peers that are ahead. Blocks come from several of them at once: the plan says who is
 * asked for what, and the pipeline makes final what comes.
 */
import { type Height, nextHeight, toHeight } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { PeerName } from '../ports/transport.ts';
import type { Requests } from '../requests/requests.ts';
import { createBlockFetching } from './block-fetching.ts';
import { type BlockPipelineParts, createBlockPipeline } from './block-pipeline.ts';
import type { PlanEffect } from './catch-up-plan.ts';
import { createCatchUpProgress } from './catch-up-progress.ts';
import { createRunningPlan } from './running-plan.ts';

export interface CatchUpParts extends Omit<BlockPipelineParts, 'on'> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly requests: Pick<Requests, 'fetchBlocks'>;
  disconnect(peer: PeerName, reason: string): void;
  /** Nothing is left to catch up with, for now. */
  onIdle(): void;
  /** A quorum made final what this node finds invalid. */
  onSafetyViolation(height: Height, detail: string): void;
}

export interface CatchUp {
  /** A peer says that it has final blocks of these heights. */
  notePeer(peer: PeerName, first: Height, last: Height): void;
  /** A peer sent something of this height, so the block before it is final there. */
  noteHeard(peer: PeerName, height: Height): void;
  forgetPeer(peer: PeerName): void;
  /** A block became final, by whatever way. */
  blockFinal(): void;
  /** Whether blocks are coming in; a peer that only claims to have some holds nobody up. */
  isProgressing(): boolean;
  stop(): void;
}

export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { logger, chain } = parts;
  const progress = createCatchUpProgress({
    ...parts,
    isBehind: () => plan.isBehind() || pipeline.isWriting(),
  });
  const plan = createRunningPlan({
    head: chain.head().header.height,
    clock: parts.clock,
    perform,
    isUnderWay: progress.wasProgressing,
    onTold: progress.note,
  });
  const pipeline = createBlockPipeline({
    ...parts,
    on: {
      executed(height) {
        progress.blockCame();
        plan.tell({ type: 'head', height });
      },
      written: progress.note,
      overtaken: (height) => plan.tell({ type: 'head', height }),
      lie: (peer, reason) => plan.tell({ type: 'lie', peer, reason }),
      safetyViolation(height, detail) {
        plan.stop();
        parts.onSafetyViolation(height, detail);
      },
    },
  });
  const fetching = createBlockFetching({
    ...parts,
    tell: plan.tell,
    take(block, from) {
      if (plan.wants(block.header.height, from)) pipeline.add(block, from);
    },
  });

  function perform(effect: PlanEffect): void {
    switch (effect.type) {
      case 'ask':
        progress.began();
        fetching.ask(effect);
        return;
      case 'cancel':
        fetching.cancel(effect.request);
        return;
      case 'disconnect':
        pipeline.forget(effect.peer);
        logger.warn({ peer: effect.peer, reason: effect.reason }, 'a peer lied about the chain');
        parts.disconnect(effect.peer, effect.reason);
        return;
    }
  }

  return {
    notePeer: (peer, first, last) => plan.tell({ type: 'status', peer, first, last }),
    noteHeard(peer, height) {
      if (height <= nextHeight(chain.head().header.height)) return;
      plan.tell({ type: 'seen', peer, last: toHeight(height - 1n) });
    },
    forgetPeer: (peer) => plan.tell({ type: 'gone', peer }),
    blockFinal: pipeline.blockFinal,
    isProgressing: progress.isProgressing,
    stop() {
      plan.stop();
      pipeline.stop();
      fetching.stop();
    },
  };
}
