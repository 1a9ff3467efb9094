import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossDelayMs, seededRandom } from './segment-loss.ts';

const link = { latencyMs: 20, lossPerMillion: 10_000 };

describe('the delay by lost segments', () => {
  it('is none on a link without loss', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1000), (bytes, latencyMs) => {
        expect(lossDelayMs(bytes, { latencyMs, lossPerMillion: 0 }, () => 0)).toBe(0);
      }),
    );
  });

  it('is a round trip for a segment in the middle and a timeout for the last', () => {
    const draws =
      (...values: number[]) =>
      () =>
        values.shift() ?? 1;
    expect(lossDelayMs(10_000, link, draws(0, 1))).toBe(40);
    expect(lossDelayMs(10_000, link, draws(1, 0, 1))).toBe(240);
    expect(lossDelayMs(10_000, link, draws(1, 0, 0, 1))).toBe(240 + 480);
    expect(lossDelayMs(100, link, draws(0, 1))).toBe(0);
  });

  it('hits as often as the loss says, and the same messages for the same seed', () => {
    const run = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 20_000 }, () => lossDelayMs(1_000, link, random));
    };
    const delays = run(7);
    const hit = delays.filter((delay) => delay > 0).length;
    expect(hit).toBeGreaterThan(140);
    expect(hit).toBeLessThan(260);
    expect(run(7)).toEqual(delays);
    expect(run(8)).not.toEqual(delays);
  });
});
