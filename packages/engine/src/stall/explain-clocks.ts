/**
 * What is wrong with clocks, in words: this node's and others', compared with peers' by questions whose way there
 * and back was measured, and the chain's own time, which may have run ahead of all of them.
 */
import type { StallFacts, ValidatorFacts } from './facts.ts';
import { type Finding, list, seconds } from './finding.ts';

/** From here on blocks may be refused (`isTimely`): clocks that differ by less do no harm. */
const differenceMs = 500;

interface ComparedClock {
  readonly name: string;
  readonly clockMs: number;
}

/** Those whose clocks differ for sure, however the way there and back was divided. */
function differing({ validators }: StallFacts): readonly ComparedClock[] {
  return compared(validators).flatMap(({ name, clock }) =>
    Math.abs(clock.aheadMs) > differenceMs + clock.errorMs
      ? [{ name, clockMs: clock.aheadMs }]
      : [],
  );
}

function compared(validators: readonly ValidatorFacts[]) {
  return validators.flatMap(({ name, clock, peerLiveness }) =>
    clock === null || peerLiveness.is === 'self' ? [] : [{ name, clock }],
  );
}

/** Most of the others differ from this node, and in the same direction: it is this one that is off. */
export function ownClock(facts: StallFacts): Finding | null {
  const off = differing(facts);
  const ahead = off.filter(({ clockMs }) => clockMs > 0);
  const behind = off.filter(({ clockMs }) => clockMs < 0);
  const most = ahead.length > behind.length ? ahead : behind;
  if (most.length < 2 || most.length * 2 <= compared(facts.validators).length) return null;
  const offsets = most.map(({ clockMs }) => clockMs).toSorted((a, b) => a - b);
  const median = offsets[Math.floor(offsets.length / 2)] ?? 0;
  const names = list(most.map(({ name }) => name));
  const effect =
    median > 0
      ? 'so the blocks that they propose look as if they came from the future, and it does not vote for them'
      : 'so the blocks that it proposes look to them as if they came from the future';
  return {
    cause: 'own_clock_off',
    sentence: `This node’s clock is about ${seconds(Math.abs(median))} ${median > 0 ? 'behind' : 'ahead of'} that of ${names}, ${effect}. Set the clock.`,
  };
}

/** The chain's time is so far ahead that no block is voted for: only people can tell which is right. */
export function chainTooFarAhead({ chainAheadMs, chainAheadMaxMs }: StallFacts): Finding | null {
  if (chainAheadMs <= chainAheadMaxMs) return null;
  return {
    cause: 'chain_ahead_of_clock',
    sentence: `The time of the newest block is ${seconds(chainAheadMs)} ahead of this node’s clock, and it votes for no block that is more than ${seconds(chainAheadMaxMs)} ahead. If the clock is wrong, set it. If the chain’s time is, wait, or raise consensus.aheadOfClockMaxMs in the configuration of more than two thirds of the validators.`,
  };
}

/** What to tell of clocks whatever the reason is. */
export function clockNotices(facts: StallFacts): readonly Finding[] {
  const { chainAheadMs, chainAheadMaxMs } = facts;
  const found: Finding[] = [];
  const off = differing(facts);
  if (off.length > 0) {
    const clocks = off.map(
      ({ name, clockMs }) =>
        `${name} (${seconds(Math.abs(clockMs))} ${clockMs > 0 ? 'ahead' : 'behind'})`,
    );
    found.push({
      cause: 'clock_off',
      sentence: `Clocks that differ from this node’s: ${list(clocks)}.`,
    });
  }
  if (chainAheadMs > differenceMs && chainAheadMs <= chainAheadMaxMs) {
    found.push({
      cause: 'chain_ahead_of_clock',
      sentence: `The time of the newest block is ${seconds(chainAheadMs)} ahead of this node’s clock. Blocks continue, each a millisecond later than the one before, until the clock has caught up.`,
    });
  }
  return found;
}
