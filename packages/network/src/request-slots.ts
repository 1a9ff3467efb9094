/** How many requests to one peer run at once; the rest wait their turn. */
import type { PeerName } from '@trellis/engine';

export interface RequestSlots {
  /** Resolves when a slot is free, with the function that gives it back; rejects when aborted. */
  take(peer: PeerName, signal: AbortSignal): Promise<() => void>;
}

interface Slots {
  taken: number;
  readonly waiting: Set<() => void>;
}

/** `slotsMax` slots for each peer, given in the order in which they were asked for. */
export function createRequestSlots(slotsMax: number): RequestSlots {
  const peers = new Map<PeerName, Slots>();

  const release = (peer: PeerName, slots: Slots): void => {
    const [next] = slots.waiting;
    if (next !== undefined) {
      slots.waiting.delete(next);
      next();
      return;
    }
    slots.taken -= 1;
    if (slots.taken === 0) peers.delete(peer);
  };

  return {
    async take(peer, signal) {
      signal.throwIfAborted();
      const slots = peers.get(peer) ?? { taken: 0, waiting: new Set() };
      peers.set(peer, slots);
      if (slots.taken < slotsMax) slots.taken += 1;
      else await turn(slots, signal);
      let given = true;
      return () => {
        if (given) release(peer, slots);
        given = false;
      };
    },
  };
}

function turn(slots: Slots, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onTurn = (): void => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    const onAbort = (): void => {
      slots.waiting.delete(onTurn);
      reject(signal.reason);
    };
    slots.waiting.add(onTurn);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
