/** What is done again and again until the node stops. */
import type { Clock } from '../ports/clock.ts';

export interface Repeating {
  every(intervalMs: number, run: () => void): void;
  stop(): void;
}

export function createRepeating(clock: Clock): Repeating {
  const cancels = new Set<() => void>();
  return {
    every(intervalMs, run) {
      let cancel = clock.after(intervalMs, function tick() {
        cancels.delete(cancel);
        run();
        cancel = clock.after(intervalMs, tick);
        cancels.add(cancel);
      });
      cancels.add(cancel);
    },
    stop() {
      for (const cancel of cancels) cancel();
    },
  };
}
