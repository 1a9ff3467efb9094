import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chaosPlan } from './chaos-plan.ts';

describe('a plan of faults', () => {
  it('follows from its seed', () => {
    expect(chaosPlan(7, 4, 60_000)).toEqual(chaosPlan(7, 4, 60_000));
    expect(chaosPlan(7, 4, 60_000)).not.toEqual(chaosPlan(8, 4, 60_000));
  });

  it('strikes some nodes at a time, one fault after another, and ends in time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 32 }), (seed, nodes) => {
        let last = 0;
        for (const { atMs, forMs, nodes: struck } of chaosPlan(seed, nodes, 60_000)) {
          expect(atMs).toBeGreaterThan(last);
          last = atMs + forMs;
          expect(last).toBeLessThanOrEqual(60_000);
          expect(struck.length).toBeGreaterThan(0);
          expect(new Set(struck).size).toBe(struck.length);
          expect(struck.every((index) => index >= 0 && index < nodes)).toBe(true);
        }
      }),
    );
  });

  it('halts a network of four now and then, and has every kind of fault', () => {
    const events = Array.from({ length: 20 }, (_, seed) => chaosPlan(seed, 4, 60_000)).flat();
    expect(events.some(({ nodes }) => nodes.length === 2)).toBe(true);
    expect(new Set(events.map(({ fault }) => fault.type)).size).toBe(5);
  });
});
