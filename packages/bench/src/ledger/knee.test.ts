import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptUp, kneeOf, nextRate, type RampStep } from './knee.ts';

/** Searches on a network that keeps up with exactly the rates up to `limit`. */
function search(limit: number, firstRate: number, stepsMax: number): RampStep[] {
  const steps: RampStep[] = [];
  for (;;) {
    const rate = nextRate(steps, firstRate, stepsMax);
    if (rate === null) return steps;
    steps.push({ rate, keptUp: rate <= limit });
  }
}

describe('the search for the knee', () => {
  it('comes within a few percent of it from any beginning', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 5_000 }),
        fc.integer({ min: 20, max: 8_000 }),
        (limit, first) => {
          const steps = search(limit, first, 40);
          const knee = kneeOf(steps);
          expect(knee).not.toBeNull();
          expect(knee ?? 0).toBeLessThanOrEqual(limit);
          expect(knee ?? 0).toBeGreaterThan(limit * 0.92 - 1);
          expect(steps.length).toBeLessThan(22);
        },
      ),
    );
  });

  it('tries no rate twice and ends with its steps used up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 9 }),
        (limit, max) => {
          const steps = search(limit, 300, max);
          expect(steps.length).toBeLessThanOrEqual(max);
          expect(new Set(steps.map(({ rate }) => rate)).size).toBe(steps.length);
        },
      ),
    );
  });

  it('gives up on a network that keeps up with nothing', () => {
    const steps = search(0, 500, 100);
    expect(kneeOf(steps)).toBeNull();
    expect(steps.at(-1)?.rate).toBeLessThanOrEqual(2);
  });

  it('believes a slow step that failed more than a fast one that did not', () => {
    const steps = [
      { rate: 100, keptUp: true },
      { rate: 160, keptUp: false },
      { rate: 300, keptUp: true },
    ];
    expect(kneeOf(steps)).toBe(100);
  });
});

describe('keeping up', () => {
  const good = { offered: 400, final: 400, rate: 100, secondsToLastFinal: 4.2, idleSeconds: 0.04 };

  it('takes everything final, not much later than it was due', () => {
    expect(keptUp(good)).toBe(true);
    expect(keptUp({ ...good, final: 399 })).toBe(false);
    expect(keptUp({ ...good, secondsToLastFinal: 4.9 })).toBe(false);
  });

  it('does not blame a slow line for the queue', () => {
    expect(keptUp({ ...good, secondsToLastFinal: 5.5, idleSeconds: 0.5 })).toBe(true);
  });
});
