/** Whether blocks of others are coming in, and what is said when they have come. */
import type { Height } from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';

/** Blocks that came less than this ago mean that more are on their way. */
const progressMs = 2_000;

export interface CatchUpProgress {
  /** Blocks are asked for. */
  began(): void;
  /** A block came that is sound. */
  blockCame(): void;
  /** Whether blocks are coming in; a peer that only claims to have some holds nobody up. */
  isProgressing(): boolean;
  /** Whether they were when it was last noted. */
  wasProgressing(): boolean;
  /** Something may have changed. */
  note(): void;
}

export function createCatchUpProgress(parts: {
  readonly chain: Pick<ChainView, 'head'>;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly logger: Logger;
  /** Whether a peer is ahead, or blocks are not on disk yet. */
  readonly isBehind: () => boolean;
  /** Nothing is left to catch up with, for now. */
  readonly onIdle: () => void;
}): CatchUpProgress {
  const { chain, clock, logger } = parts;
  let was = false;
  let lastBlockAt = Number.NEGATIVE_INFINITY;
  let run: { readonly from: Height; readonly since: number } | null = null;

  const isProgressing = (): boolean =>
    parts.isBehind() && clock.elapsed() - lastBlockAt < progressMs;

  function ended(): void {
    const to = chain.head().header.height;
    if (run !== null && to > run.from + 1n) {
      const ms = Math.round(clock.elapsed() - run.since);
      logger.info({ from: run.from, to, ms }, 'caught up');
    }
    run = null;
    parts.onIdle();
  }

  return {
    began() {
      run ??= { from: chain.head().header.height, since: clock.elapsed() };
    },
    blockCame() {
      lastBlockAt = clock.elapsed();
    },
    isProgressing,
    wasProgressing: () => was,
    note() {
      const progressing = isProgressing();
      if (was && !progressing) ended();
      was = progressing;
    },
  };
}
