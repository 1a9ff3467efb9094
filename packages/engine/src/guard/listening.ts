/**
 * A memory that may be a copy is not voted with before a while in which a second process of the same validator, which
 * may be the one that it was copied from, would have been heard of. A peer keeps one connection with whoever has our
 * key, so that two processes take it from each other: a connection that lasts is a second sign that there is no other.
 */
import type { Clock } from '../ports/clock.ts';
import type { PeerName } from '../ports/transport.ts';
import type { Hellos } from './hellos.ts';

/** As long as the longest pause between two attempts to connect. */
const listenMs = 5_000;

export interface Listening {
  /** Everybody has answered, or a limit is set; counts once. */
  begin(): void;
  peerConnected(peer: PeerName): void;
  /** Whether everybody was asked again after the while, and answered. */
  isOver(): boolean;
  /** When the while was over; `null` before that, and as long as connections come and go. */
  settledSince(): number | null;
}

export function createListening(parts: {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly hellos: Pick<Hellos, 'ask' | 'answers' | 'isConnected'>;
  /** Whether these are the peers of more than a third of the power. */
  readonly areMany: (peers: ReadonlySet<PeerName>) => boolean;
}): Listening {
  const { clock, hellos, areMany } = parts;
  const connectedAt = new Map<PeerName, number>();
  let until: number | null = null;

  function settledSince(): number | null {
    const now = clock.elapsed();
    if (until === null || now < until) return null;
    const recent = [...connectedAt].flatMap(([peer, at]) => (at > now - listenMs ? [peer] : []));
    return areMany(new Set(recent)) ? null : until;
  }

  return {
    begin() {
      until ??= clock.elapsed() + listenMs;
    },
    peerConnected(peer) {
      connectedAt.set(peer, clock.elapsed());
    },
    isOver() {
      const since = settledSince();
      if (since === null) return false;
      const before = [...hellos.answers()].filter(
        ([peer, { askedAt }]) => askedAt < since && hellos.isConnected(peer),
      );
      for (const [peer] of before) hellos.ask(peer);
      return before.length === 0;
    },
    settledSince,
  };
}
