/** Waiting for a transaction to become final. */
import type { Hash } from '@trellis/crypto';
import type { Events } from '@trellis/engine';

/**
 * Resolves when the transaction is in a final block or has left the mempool without one, and at the
 * latest after `timeoutMs`; the caller then looks what is the case.
 */
export function waitForOutcome(events: Events, id: Hash, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, timeoutMs);
    const unsubscribe = events.subscribe((event) => {
      const done =
        event.type === 'block'
          ? event.receipts.some(({ transactionId }) => transactionId === id)
          : event.type === 'dropped' && event.transactionId === id;
      if (done) finish();
    });
  });
}
