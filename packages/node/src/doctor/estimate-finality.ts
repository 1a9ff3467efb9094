/** How soon a payment can be final, from what was measured of lines and disks. */
import type { NetworkFacts } from './doctor-facts.ts';

/** What a network of this design promises: "well under a second". */
export const finalityGoalMs = 1_000;

/** A block is synced before it is proposed, each of the two votes before it is sent, and the commit before it is told of. */
const syncs = 4;

/**
 * Milliseconds of the round trip to the validator that completes more than two thirds of the power, this node
 * included; `null` when those that answer have too little power together. Pure.
 */
export function quorumRoundTripMs(
  { validators, peers }: Pick<NetworkFacts, 'validators' | 'peers'>,
  self: string,
): number | null {
  const total = validators.reduce((sum, { power }) => sum + power, 0);
  const roundTrips = new Map(peers.map(({ name, roundTripMs }) => [name, roundTripMs]));
  const near = validators
    .flatMap(({ node, power }) => {
      const ms = node === self ? 0 : (roundTrips.get(node) ?? null);
      return ms === null ? [] : [{ power, ms }];
    })
    .sort((a, b) => a.ms - b.ms);
  let power = 0;
  for (const one of near) {
    power += one.power;
    if (power * 3 > total * 2) return one.ms;
  }
  return null;
}

/** Three messages one way, the writes that must be on disk before each, and half a block interval's wait. Pure. */
export function estimateFinalityMs(measured: {
  readonly roundTripMs: number;
  readonly syncP99Ms: number;
  readonly blockIntervalMs: number;
}): number {
  const { roundTripMs, syncP99Ms, blockIntervalMs } = measured;
  return 1.5 * roundTripMs + syncs * syncP99Ms + blockIntervalMs / 2;
}
