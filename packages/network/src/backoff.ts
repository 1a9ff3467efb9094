/** Peers that are left alone for a while after they misbehaved. */
import type { PeerName } from '@trellis/engine';

export interface Backoff {
  /** From now on, for the configured time. */
  begin(peer: PeerName): void;
  /** Milliseconds until the peer may connect again; 0 when it may. */
  remainingMs(peer: PeerName): number;
}

/** `now` gives milliseconds. Holds only peers that were connected, which are permitted and few. */
export function createBackoff(durationMs: number, now: () => number): Backoff {
  const until = new Map<PeerName, number>();
  return {
    begin(peer) {
      until.set(peer, now() + durationMs);
    },
    remainingMs(peer) {
      const end = until.get(peer);
      if (end === undefined) return 0;
      // No longer than was meant, though the clock was set back.
      const remaining = Math.min(durationMs, end - now());
      if (remaining > 0) until.set(peer, now() + remaining);
      else until.delete(peer);
      return Math.max(0, remaining);
    },
  };
}
