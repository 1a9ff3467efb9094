/**
 * One life of a node: from a start to the crash that ends it. Whatever a dead node still does is lost:
 * what it waits for never comes, and what it sends or writes goes nowhere.
 */
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';

export interface Life {
  isAlive(): boolean;
  /** A point between two effects, at which the node may die; says whether it lives on. */
  boundary(): boolean;
  /** Runs this later if the node still lives. The returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /**
   * Carries out a write that takes as long as the disk does. The node may die before it, so that
   * nothing was written, or after it, so that it never learns that something was.
   */
  write(perform: () => Promise<void>): Promise<void>;
  end(): void;
}

export function createLife(options: {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly crash: () => number;
  readonly diskMaxMs: () => number;
  /** The node died of itself. */
  readonly onCrash: () => void;
}): Life {
  const { scheduler, random, crash, diskMaxMs, onCrash } = options;
  let alive = true;

  const life: Life = {
    isAlive: () => alive,
    boundary() {
      if (alive && random.chance(crash())) {
        alive = false;
        onCrash();
      }
      return alive;
    },
    after(delayMs, run) {
      let cancelled = false;
      scheduler.after(delayMs, () => {
        if (alive && !cancelled) run();
      });
      return () => {
        cancelled = true;
      };
    },
    write(perform) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (!life.boundary()) return promise;
      const delayMs = random.below(diskMaxMs() + 1);
      const go = () => {
        perform().then(() => {
          if (life.boundary()) resolve();
        }, reject);
      };
      if (delayMs === 0) go();
      else life.after(delayMs, go);
      return promise;
    },
    end() {
      alive = false;
    },
  };
  return life;
}
