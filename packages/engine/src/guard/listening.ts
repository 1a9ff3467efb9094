/**
 * A memory that may be a copy counts as whole only after a while in which a second process of the same validator,
 * which may be the one that it was copied from, would have been heard of by everybody.
 */
import type { Clock } from '../ports/clock.ts';
import type { Hellos } from './hellos.ts';

const listenMs = 3_000;

export interface Listening {
  /** Everybody has answered; counts once. */
  begin(): void;
  /** Whether everybody was asked again after the while, and answered. */
  isOver(): boolean;
}

export function createListening(parts: {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly hellos: Pick<Hellos, 'ask' | 'answers' | 'isConnected'>;
}): Listening {
  const { clock, hellos } = parts;
  let until: number | null = null;
  return {
    begin() {
      until ??= clock.elapsed() + listenMs;
    },
    isOver() {
      const since = until;
      if (since === null || clock.elapsed() < since) return false;
      const before = [...hellos.answers()].filter(
        ([peer, { askedAt }]) => askedAt < since && hellos.isConnected(peer),
      );
      for (const [peer] of before) hellos.ask(peer);
      return before.length === 0;
    },
  };
}
