/** What an answer of a peer still says of its clock. */
import type { HeardAnswer } from '../guard/hellos.ts';
import type { Clock } from '../ports/clock.ts';
import type { ValidatorFacts } from './facts.ts';

/** Peers are asked every ten seconds; one that has not answered three times may have had its clock set meanwhile. */
const comparedMaxMs = 30_000;

/** `null` if it was given too long ago. */
export function comparedClock(
  {
    askedAt,
    clockOffsetMs,
    roundTripMs,
    clockBaseMs,
  }: Pick<HeardAnswer, 'askedAt' | 'clockOffsetMs' | 'roundTripMs' | 'clockBaseMs'>,
  clock: Pick<Clock, 'now' | 'elapsed'>,
): ValidatorFacts['clock'] {
  const elapsed = clock.elapsed();
  if (elapsed - askedAt > comparedMaxMs) return null;
  // A step of our own clock since they were compared says nothing of theirs.
  const movedMs = Math.abs(clock.now() - elapsed - clockBaseMs);
  return { aheadMs: clockOffsetMs, errorMs: roundTripMs / 2 + movedMs };
}
