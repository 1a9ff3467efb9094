import { describe, expect, it } from 'vitest';
import { timeouts } from './testing/story.ts';
import { reducedTimeoutMs, timeoutMs } from './timeouts.ts';

describe('checklist item 8: timeouts', () => {
  it('grow linearly with the round', () => {
    const rounds = [0, 1, 2, 3].map((round) => timeoutMs(timeouts, 'prevote', round));
    expect(rounds).toEqual([1000, 1500, 2000, 2500]);
  });

  it('differ by step', () => {
    expect(timeoutMs(timeouts, 'propose', 0)).toBe(3000);
    expect(timeoutMs({ ...timeouts, precommitMs: 700 }, 'precommit', 0)).toBe(700);
  });

  it('never exceed the cap', () => {
    expect(timeoutMs(timeouts, 'propose', 65_535)).toBe(timeouts.maxMs);
  });
});

describe('checklist item 8: timeouts for what is not expected', () => {
  const at = (round: number) => reducedTimeoutMs(timeouts, 'propose', { round, validators: 4 });

  it('are none in the first turn of each validator, and grow with every turn', () => {
    expect([0, 3, 4, 7, 8].map(at)).toEqual([0, 0, 500, 500, 1000]);
  });

  it('end as the ordinary ones', () => {
    expect(at(65_535)).toBe(timeouts.maxMs);
  });

  it('are never longer than the ordinary ones', () => {
    for (let round = 0; round < 100; round++) {
      expect(at(round)).toBeLessThanOrEqual(timeoutMs(timeouts, 'propose', round));
    }
  });
});
