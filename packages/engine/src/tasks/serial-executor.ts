/**
 * One thing at a time: tasks happen in the order in which they were posted. What changes the engine goes
 * through here; slow work happens outside and comes back. A node whose own work fails can't be trusted to
 * continue, so the first failure ends it.
 */

export interface SerialExecutor {
  /** Runs a task after all that came before; does nothing once stopped. */
  post(task: () => void | Promise<void>): void;
  /** Runs a task after all that came before, also once stopped; resolves or rejects with it. */
  inTurn<T>(task: () => T | Promise<T>): Promise<T>;
  /** As `inTurn`; a failure is the caller's, and ends nothing. */
  attempt<T>(task: () => T | Promise<T>): Promise<T>;
  /** What can't be gone on with happened. */
  fail(error: unknown): void;
  isStopped(): boolean;
  /** Takes nothing new, and reports no failure any more. */
  stop(): void;
  /** Resolves when nothing is left to do. */
  drained(): Promise<void>;
}

/** `onFatal` is called once, unless stopped before. */
export function createSerialExecutor(onFatal: (error: Error) => void): SerialExecutor {
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;

  function attempt<T>(task: () => T | Promise<T>): Promise<T> {
    const done = last.then(task);
    last = done.catch(() => undefined);
    return done;
  }

  function fail(error: unknown): void {
    if (stopped) return;
    stopped = true;
    onFatal(error instanceof Error ? error : new Error(String(error)));
  }

  return {
    post(task) {
      if (!stopped) attempt(task).catch(fail);
    },
    inTurn(task) {
      const done = attempt(task);
      done.catch(fail);
      return done;
    },
    attempt,
    fail,
    isStopped: () => stopped,
    stop() {
      stopped = true;
    },
    async drained() {
      await last;
    },
  };
}
