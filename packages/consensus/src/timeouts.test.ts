import { describe, expect, it } from 'vitest';
import { timeouts } from './testing/story.ts';
import { timeoutMs } from './timeouts.ts';

describe('§3.1 item 8: timeouts', () => {
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
