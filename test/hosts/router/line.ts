/**
 * A line as a queue: when a packet that is sent now arrives, if it does. It has the order of what a network interface
 * and a cable do: packets wait until those before them are on the line, then all take the same way.
 */
import type { LineSettings } from '../profiles.ts';

/** A number from 0 to just below 1. */
type Random = () => number;

export interface Line {
  /** When a packet that comes now is at the other end, on the same clock; `null` when it is lost. */
  arrival(nowMs: number, bytes: number): number | null;
  set(settings: LineSettings): void;
}

/** What waits for its turn longer than this is dropped, as a router's buffer holds no more. */
const bufferMs = 200;

/** How long a packet is held up so that later ones pass it. */
const heldUpMs = 4;

/** Fields of Ethernet around a packet, which take time on the line as well. */
const frameBytes = 18;

export function createLine(initial: LineSettings, random: Random): Line {
  let settings = initial;
  /** When all that came before is on the line, and when the last of it arrives. */
  let freeAt = Number.NEGATIVE_INFINITY;
  let lastArrival = Number.NEGATIVE_INFINITY;
  const happens = (perMillion: number): boolean =>
    perMillion > 0 && random() * 1_000_000 < perMillion;

  return {
    set(changed) {
      settings = changed;
    },
    arrival(nowMs, bytes) {
      const { megabits, delayMs, jitterMs } = settings;
      if (settings.cut || happens(settings.lossPerMillion)) return null;
      const begins = Math.max(nowMs, freeAt);
      if (begins - nowMs > bufferMs) return null;
      freeAt = megabits === null ? begins : begins + ((bytes + frameBytes) * 8) / (megabits * 1000);
      const arrives = Math.max(freeAt + delayMs + random() * jitterMs, lastArrival);
      if (happens(settings.reorderPerMillion)) return arrives + heldUpMs;
      lastArrival = arrives;
      return arrives;
    },
  };
}
