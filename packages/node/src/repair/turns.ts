/** Work that is done one after another, each at its time, until the node stops. */
import { type Clock, type Logger, toLog } from '@trellis/engine';

export interface Turns {
  /** Runs something after a delay and after what runs then; its failure is logged. */
  later(delayMs: number, run: () => Promise<void>): void;
  isStopped(): boolean;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export function createTurns(clock: Pick<Clock, 'after'>, logger: Logger): Turns {
  let work: Promise<void> = Promise.resolve();
  const cancels = new Set<() => void>();
  let stopped = false;
  return {
    later(delayMs, run) {
      if (stopped) return;
      const cancel = clock.after(delayMs, () => {
        cancels.delete(cancel);
        work = work.then(() => (stopped ? undefined : run()));
        work = work.catch(toLog(logger, 'could not look after what is stored'));
      });
      cancels.add(cancel);
    },
    isStopped: () => stopped,
    async stop() {
      stopped = true;
      for (const cancel of cancels) cancel();
      await work;
    },
  };
}
