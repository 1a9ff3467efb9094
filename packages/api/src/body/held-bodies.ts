/** How much of bodies the node holds at once, from when they arrive to when they are answered. */
import { limits } from '@trellis/protocol';

export interface HeldBodies {
  /** Whether there is room for so many bytes more; takes it if so. */
  take(bytes: number, isKeyless: boolean): boolean;
  giveBack(bytes: number, isKeyless: boolean): void;
}

/** Eight of the largest. */
const heldBytesMax = 8 * limits.submittedBatchBytesMax;

/** Callers without a key have half of it at most, so that those with one always find room. */
const keylessBytesMax = heldBytesMax / 2;

/** Nothing is held yet. */
export function createHeldBodies(): HeldBodies {
  let all = 0;
  let keyless = 0;
  return {
    take(bytes, isKeyless) {
      if (all + bytes > heldBytesMax) return false;
      if (isKeyless && keyless + bytes > keylessBytesMax) return false;
      all += bytes;
      if (isKeyless) keyless += bytes;
      return true;
    },
    giveBack(bytes, isKeyless) {
      all -= bytes;
      if (isKeyless) keyless -= bytes;
    },
  };
}
