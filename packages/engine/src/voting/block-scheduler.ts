/**
 * When the next height begins: at once when there is something to do, else at a slow heartbeat. The more a block held,
 * the later the next one begins, so that it holds more in its turn.
 */
import type { Clock } from '../ports/clock.ts';

export interface BlockSchedulerConfig {
  /** Least time between two blocks, counted from the earlier one's end, while transactions keep coming. */
  readonly blockIntervalMs: number;
  /** Between two blocks when there are no transactions. */
  readonly heartbeatMs: number;
}

export interface BlockScheduler {
  /** Something may have changed: transactions came, a block became final. */
  consider(): void;
  /** A block with so many transactions became final now. */
  blockFinal(transactions: number): void;
  /** Since the newest block became final here; `null` if none did since the start. */
  sinceBlockMs(): number | null;
  stop(): void;
}

/**
 * What a block costs whatever is in it (votes, their signatures and messages, synced writes) is as much as some dozens
 * of payments cost in it. So the time after a block grows with what it held, by an interval for so many: a lone payment
 * waits for nothing, and where many come, that share becomes small.
 */
const transactionsPerInterval = 25;
const addedIntervalsMax = 4;

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
  let addedMs = 0;
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
    const pause = hasWork() ? config.blockIntervalMs + addedMs : config.heartbeatMs;
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
    blockFinal(transactions) {
      lastBlockAt = clock.elapsed();
      const added = Math.min(transactions / transactionsPerInterval, addedIntervalsMax);
      addedMs = added * config.blockIntervalMs;
      clear();
      consider();
    },
    sinceBlockMs: () => (lastBlockAt === null ? null : clock.elapsed() - lastBlockAt),
    stop: clear,
  };
}
