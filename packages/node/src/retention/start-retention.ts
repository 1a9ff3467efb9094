/** Prunes what is beyond the window while the node runs, at low priority. */
import type { Clock, Logger } from '@trellis/engine';
import {
  type ChainStore,
  createPruner,
  DamagedValue,
  type PruneProgress,
  type Retention,
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

/** What the configuration says of it. */
export function retentionOf({ mode, windowHours, windowBlocks }: RetentionConfig): Retention {
  return { mode, windowMs: windowHours * 3_600_000, windowBlocks };
}

export function startRetention(parts: RetentionParts): RunningRetention {
  const { store, clock, logger } = parts;
  const pruner = createPruner(store.database, () => store.head().header.height);
  const turns = createTurns(clock, logger);
  let { retention } = parts;

  async function step(): Promise<void> {
    const started = clock.elapsed();
    try {
      const { more } = await pruner.step(retention);
      const took = clock.elapsed() - started;
      turns.later(more ? Math.max(stepMs, Math.min(restFactor * took, restMaxMs)) : idleMs, step);
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
