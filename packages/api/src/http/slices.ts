/**
 * Long work in slices, so that what else the node does waits a slice and not the whole. All such work takes turns: each
 * turn of the event loop has one slice, however many calls have something to do.
 */
import { setImmediate as turn } from 'node:timers/promises';

export interface Slices {
  /** Whether it is the turn of others. */
  isOver(): boolean;
  /** Waits for the next slice. */
  next(): Promise<void>;
}

const sliceMs = 5;

let last: Promise<void> = Promise.resolve();

/** Begins with a slice. */
export function startSlices(): Slices {
  let started = performance.now();
  return {
    isOver: () => performance.now() - started >= sliceMs,
    async next() {
      last = last.then(() => turn());
      await last;
      started = performance.now();
    },
  };
}
