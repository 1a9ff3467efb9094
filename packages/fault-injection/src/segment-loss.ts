/**
 * What a lost packet costs a message on a reliable stream: not the message, but time. The model is
 * TCP's: a lost segment that others follow is repeated after one round trip (fast retransmit, RFC
 * 5681 §3.2), a lost last segment after the retransmission timeout (RFC 6298 §2).
 */

/** Payload of a TCP segment on Ethernet. */
const segmentBytes = 1_448;

/** Linux's least retransmission timeout; RFC 6298 asks for a second, which nobody waits. */
const timeoutMinMs = 200;

/** A number from 0 to just below 1. */
export type Random = () => number;

export interface LinkQuality {
  /** One way. */
  readonly latencyMs: number;
  /** Of a million segments, how many are lost. */
  readonly lossPerMillion: number;
}

/** Milliseconds by which losses delay a message of this size, on top of the latency. */
export function lossDelayMs(bytes: number, link: LinkQuality, random: Random): number {
  const loss = link.lossPerMillion / 1_000_000;
  if (loss <= 0) return 0;
  const roundTripMs = 2 * link.latencyMs;
  const segments = Math.max(1, Math.ceil(bytes / segmentBytes));
  let delay = 0;
  // Whether any of the segments before the last is lost takes one draw, however many there are.
  if (random() < 1 - (1 - loss) ** (segments - 1)) delay += roundTripMs;
  // The timeout doubles each time the repeated segment is lost too; seven times is a dead link.
  for (let timeout = timeoutMinMs + roundTripMs, again = 0; random() < loss && again < 7; again++) {
    delay += timeout;
    timeout *= 2;
  }
  return delay;
}

/** The same numbers for the same seed (mulberry32, public domain). For tests, not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
