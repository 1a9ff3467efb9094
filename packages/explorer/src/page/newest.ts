/** The highest block that was proven here. What a node shows of the state must not be older than that. */
import { type Height, toHeight } from '@trellis/protocol';

export interface Newest {
  /** `null`: the newest block that the node shows can't be proven, which the head of the page tells. */
  note(height: Height | null): void;
  /** Waits until something was noted. */
  known(): Promise<Height>;
}

export function createNewest(): Newest {
  let highest = toHeight(0n);
  const first = Promise.withResolvers<void>();
  return {
    note(height) {
      if (height !== null && height > highest) highest = height;
      first.resolve();
    },
    async known() {
      await first.promise;
      return highest;
    },
  };
}
