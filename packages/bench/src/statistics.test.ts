import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascending, medianWithInterval, quantile } from './statistics.ts';

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
