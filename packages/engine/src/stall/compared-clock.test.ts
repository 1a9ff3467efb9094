import { expect, it } from 'vitest';
import { comparedClock } from './compared-clock.ts';

/** Asked when this node had run for 5 s, by a clock that is the same as the peer's. */
const heard = { askedAt: 5_000, clockOffsetMs: 3, roundTripMs: 20, clockBaseMs: 1_700_000_000_000 };
/** This node's clocks after so long, its time of day moved by so much since. */
const after = (elapsedMs: number, movedMs = 0) => ({
  elapsed: () => heard.askedAt + elapsedMs,
  now: () => heard.clockBaseMs + heard.askedAt + elapsedMs + movedMs,
});

it('says by how much a clock differs, give or take half of the way there and back', () => {
  expect(comparedClock(heard, after(1_000))).toEqual({ aheadMs: 3, errorMs: 10 });
});

it('says nothing of a clock that is certain when this node’s own was moved since', () => {
  for (const movedMs of [600_000, -600_000, 1_000]) {
    const { aheadMs, errorMs } = comparedClock(heard, after(1_000, movedMs)) ?? {};
    expect(aheadMs).toBe(3);
    // The peer’s is right by the old clock of this node and by the new one.
    expect(errorMs).toBe(10 + Math.abs(movedMs));
  }
});

it('says nothing of what was compared long ago, as after the machine slept', () => {
  expect(comparedClock(heard, after(30_000))).not.toBeNull();
  expect(comparedClock(heard, after(30_001))).toBeNull();
  expect(comparedClock(heard, after(600_000))).toBeNull();
});
