/** When the next height begins: at once when there is something to do, else at a slow heartbeat. */
import type { Clock } from '../ports/clock.ts';

export interface BlockSchedulerConfig {
  /** Between two blocks, counted from the earlier one's end, while transactions keep coming. */
  readonly blockIntervalMs: number;
  /** Between two blocks when there are no transactions. */
  readonly heartbeatMs: number;
}

export interface BlockScheduler {
  /** Something may have changed: transactions came, a block became final. */
  consider(): void;
  /** A block became final now. */
  blockFinal(): void;
  /** Since the newest block became final here; `null` if none did since the start. */
  sinceBlockMs(): number | null;
  stop(): void;
}

export function createBlockScheduler(parts: {
  readonly config: BlockSchedulerConfig;
  readonly clock: Clock;
  /** Whether there is anything to put into a block. */
  readonly hasWork: () => boolean;
  /** Whether a height can begin at all: none is running, and we are not catching up. */
  readonly isIdle: () => boolean;
  readonly begin: () => void;
}): BlockScheduler {
  const { config, clock, hasWork, isIdle, begin } = parts;
  let lastBlockAt: number | null = null;
  let timer: { readonly dueAt: number; readonly cancel: () => void } | null = null;

  function clear(): void {
    timer?.cancel();
    timer = null;
  }

  function consider(): void {
    if (!isIdle()) {
      clear();
      return;
    }
    const now = clock.elapsed();
    const pause = hasWork() ? config.blockIntervalMs : config.heartbeatMs;
    const dueAt = lastBlockAt === null ? now : Math.max(now, lastBlockAt + pause);
    if (timer !== null && timer.dueAt <= dueAt) return;
    clear();
    const cancel = clock.after(dueAt - now, () => {
      timer = null;
      if (isIdle()) begin();
    });
    timer = { dueAt, cancel };
  }

  return {
    consider,
    blockFinal() {
      lastBlockAt = clock.elapsed();
      clear();
      consider();
    },
    sinceBlockMs: () => (lastBlockAt === null ? null : clock.elapsed() - lastBlockAt),
    stop: clear,
  };
}
