import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascending, medianWithInterval, quantile, studentQuantile } from './statistics.ts';

describe('a median with its interval', () => {
  it('lies within it, and the interval within the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 300 }),
        (values) => {
          const sorted = ascending(values);
          const { median, low, high } = medianWithInterval(sorted);
          expect(low <= median && median <= high).toBe(true);
          expect(sorted).toContain(low);
          expect(sorted).toContain(high);
          expect(median).toBe(quantile(sorted, 0.5));
        },
      ),
    );
  });

  it('holds the true one about 95 times of 100', () => {
    // A fixed sequence of uniform numbers; their true median is 0.5.
    let state = 12_345;
    const next = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
    let held = 0;
    for (let trial = 0; trial < 500; trial++) {
      const { low, high } = medianWithInterval(ascending(Array.from({ length: 60 }, next)));
      if (low <= 0.5 && 0.5 <= high) held += 1;
    }
    expect(held / 500).toBeGreaterThan(0.93);
    expect(held / 500).toBeLessThan(1);
  });
});

describe('the quantile of Student', () => {
  // Two-sided, from the tables of Abramowitz and Stegun (26.10).
  it.each([
    [0.05, 1, 12.706],
    [0.05, 2, 4.303],
    [0.01, 3, 5.841],
    [0.01, 4, 4.604],
    [0.001, 7, 5.408],
    [0.001, 10, 4.587],
  ])('for a chance of %d and %i degrees', (chance, freedom, value) => {
    expect(studentQuantile(chance, freedom)).toBeCloseTo(value, 2);
  });
});
