/** What was opened and has to be closed again, the newest first. */
import type { Logger } from '@trellis/engine';

export interface Closers {
  add(close: () => Promise<void>): void;
  /** Closes everything; what can't be closed keeps nothing else open. */
  closeAll(): Promise<void>;
}

export function createClosers(logger: Logger): Closers {
  const closers: (() => Promise<void>)[] = [];
  return {
    add(close) {
      closers.push(close);
    },
    async closeAll() {
      for (const close of closers.splice(0).reverse()) {
        await close().catch((error: unknown) => logger.warn({ error }, 'could not close cleanly'));
      }
    },
  };
}
