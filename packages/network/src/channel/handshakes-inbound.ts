/**
 * Handshakes of peers that connected to us, at the same time. One too many ends the one that took longest: an honest
 * peer is done in a fraction of a second, so strangers who are slow can't keep it out.
 */
import { ConnectionRefused } from './refusal.ts';

export interface HandshakesInbound {
  /** Runs a handshake that ends when its signal says so. */
  run<T>(handshake: (signal: AbortSignal) => Promise<T>): Promise<T>;
  count(): number;
}

export function createHandshakesInbound(countMax: number): HandshakesInbound {
  /** The oldest first. */
  const running = new Set<AbortController>();

  function endOldest(): void {
    const [oldest] = running;
    if (oldest === undefined || running.size <= countMax) return;
    running.delete(oldest);
    oldest.abort(
      new ConnectionRefused('too_many_handshakes', `it took longest of more than ${countMax}`),
    );
  }

  return {
    async run(handshake) {
      const own = new AbortController();
      running.add(own);
      endOldest();
      try {
        return await handshake(own.signal);
      } finally {
        running.delete(own);
      }
    },
    count: () => running.size,
  };
}
