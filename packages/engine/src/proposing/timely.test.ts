import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimely } from './check-block.ts';

const hour = 3_600_000;
/** A new block `aheadMs` ahead of our clock, so long after its parent. */
const timely = (aheadMs: number, sinceParentMs: number, round = 0): boolean => {
  const now = 1_700_000_000_000;
  const time = now + aheadMs;
  return isTimely(
    { time: BigInt(time) },
    { parent: { time: BigInt(time - sinceParentMs) }, now, round, aheadOfClockMaxMs: hour },
  );
};

describe('a new block', () => {
  it('is timely when its time is about that of our clock, in later rounds also when it is older', () => {
    for (const ahead of [500, 0, -2_500]) expect(timely(ahead, 10_000)).toBe(true);
    for (const ahead of [501, -2_501]) expect(timely(ahead, 10_000)).toBe(false);
    expect(timely(-4_500, 10_000, 1)).toBe(true);
    expect(timely(501, 10_000, 5)).toBe(false);
  });

  it('is timely in any round when it is as early as its parent allows, up to the bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 501, max: hour }), fc.nat({ max: 9 }), (ahead, round) => {
        expect(timely(ahead, 1, round)).toBe(true);
        expect(timely(ahead, 2, round)).toBe(false);
      }),
    );
    expect(timely(hour + 1, 1)).toBe(false);
  });

  it('is no timelier for being early when it is old', () => {
    expect(timely(-2_501, 1)).toBe(false);
  });
});
