/** Lines between validators that are slow, in words. */
import { isHere } from './absence.ts';
import type { StallFacts } from './facts.ts';
import { type Finding, list, seconds } from './finding.ts';

/** Around the earth and back takes light in fibre 0.2 s; a block is a few such ways. */
const unremarkableMs = 500;

/** Whose answers take long; it is told besides, as blocks then come late, but come. */
export function slowLinks({ validators }: StallFacts): Finding | null {
  const slow = validators.flatMap(({ name, clock, peerLiveness }) => {
    const roundTripMs = (clock?.errorMs ?? 0) * 2;
    const isSlow = roundTripMs > unremarkableMs && isHere(peerLiveness);
    return isSlow ? [`${name} (${seconds(roundTripMs)})`] : [];
  });
  if (slow.length === 0) return null;
  return {
    cause: 'links_slow',
    sentence: `Answers take long, there and back, of ${list(slow)}: the lines are slow, or the machines busy. Each block takes some of that.`,
  };
}
