/** Prunes what is beyond the window while the node runs, or fetches it back where all is kept, at low priority. */
import type { Clock, Logger } from '@trellis/engine';
import {
  type ChainStore,
  createPruner,
  DamagedValue,
  type PruneProgress,
  type RefillParts,
  type Retention,
  refill,
} from '@trellis/storage';
import { createTurns } from '../repair/turns.ts';

/** As the configuration has it. */
interface RetentionConfig {
  readonly mode: Retention['mode'];
  readonly windowHours: number;
  readonly windowBlocks: number;
}

export interface RetentionParts {
  readonly store: Pick<ChainStore, 'database' | 'head'>;
  readonly retention: Retention;
  /** What was pruned is had back of peers. */
  readonly refilling: RefillParts;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RunningRetention {
  mode(): Retention['mode'];
  progress(): PruneProgress;
  /** From now on this is kept. */
  change(retention: Retention): Promise<void>;
  stop(): Promise<void>;
}

/** Between two steps at least, and when there was nothing to do. */
const stepMs = 20;
const idleMs = 1_000;
/** It takes at most this share of the time; a step that others held up says nothing of the next. */
const restFactor = 9;
const restMaxMs = 2_000;
/** A damaged block is healed first. */
const damagedMs = 10_000;
/** Until peers are asked again that had nothing. */
const nobodyMs = 10_000;

/** What the configuration says of it. */
export function retentionOf({ mode, windowHours, windowBlocks }: RetentionConfig): Retention {
  return { mode, windowMs: windowHours * 3_600_000, windowBlocks };
}

export function startRetention(parts: RetentionParts): RunningRetention {
  const { store, clock, logger } = parts;
  const pruner = createPruner(store.database, () => store.head().header.height);
  const turns = createTurns(clock, logger);
  let { retention } = parts;

  let [isMissed, wasRefilled] = [false, false];

  /** Says once what can't be had. */
  async function fetchBack(): Promise<number | null> {
    const outcome = await refill(parts.refilling);
    const { witnessesFrom } = pruner.progress();
    if (outcome === 'nobody' && !isMissed) {
      logger.warn(
        { before: witnessesFrom },
        'no peer gives what was pruned: all is kept from here on',
      );
    }
    if (outcome === 'whole' && wasRefilled) logger.info({}, 'what was pruned is here again');
    wasRefilled = outcome === 'more';
    isMissed = outcome === 'nobody';
    if (outcome === 'nobody') return nobodyMs;
    return outcome === 'whole' ? idleMs : null;
  }

  async function step(): Promise<void> {
    const started = clock.elapsed();
    try {
      const waitMs =
        retention.mode === 'archive'
          ? await fetchBack()
          : (await pruner.step(retention)).more
            ? null
            : idleMs;
      const took = clock.elapsed() - started;
      turns.later(waitMs ?? Math.max(stepMs, Math.min(restFactor * took, restMaxMs)), step);
    } catch (error) {
      turns.later(damagedMs, step);
      // Whoever listens to the database has it healed.
      if (error instanceof DamagedValue) return;
      throw error;
    }
  }

  turns.later(idleMs, step);
  return {
    mode: () => retention.mode,
    progress: pruner.progress,
    async change(next) {
      if (next.mode !== 'archive') await store.database.orderByHeight();
      retention = next;
    },
    stop: turns.stop,
  };
}
