/** What the engine tells those who watch: the HTTP API's event stream, waiting submitters, metrics. */
import type { Hash } from '@trellis/crypto';
import type { Infraction, Receipt } from '@trellis/protocol';
import type { FinalHeader } from '../ports/chain-reader.ts';
import type { Clock } from '../ports/clock.ts';

export type EngineEvent =
  | {
      readonly type: 'block';
      readonly final: FinalHeader;
      readonly receipts: readonly Receipt[];
    }
  /** Left the mempool without a block: it expired, or another took its sequence. */
  | { readonly type: 'dropped'; readonly transactionId: Hash }
  /** New evidence that a validator signed two different messages, found here or sent by a peer. */
  | { readonly type: 'equivocation'; readonly infraction: Infraction };

export interface Events {
  /** Calls `listener` for every event from now on, until the returned function is called. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  emit(event: EngineEvent): void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

/** Resolves with the next final block, or after `timeoutMs`. */
export function nextBlock(events: Events, clock: Clock, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      unsubscribe();
      resolve();
    };
    const cancel = clock.after(timeoutMs, finish);
    const unsubscribe = events.subscribe(({ type }) => {
      if (type === 'block') finish();
    });
  });
}
