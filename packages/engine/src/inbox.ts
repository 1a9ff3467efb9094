/** One thing at a time: the order in which tasks are posted is the order in which they happen. */

export interface Inbox {
  /** Runs the task after all that were posted before; resolves or rejects with it. */
  post<T>(task: () => T | Promise<T>): Promise<T>;
  /** Resolves when nothing is left to do. */
  drained(): Promise<void>;
}

export function createInbox(): Inbox {
  let last: Promise<unknown> = Promise.resolve();
  return {
    post(task) {
      const done = last.then(task);
      last = done.catch(() => undefined);
      return done;
    },
    async drained() {
      await last;
    },
  };
}
