import { operationTypes } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { runSequence } from './run-sequence.ts';

describe('thousands of random operations', () => {
  it.each([1, 2])('keep the books, seed %i', (seed) => {
    const { applied, operations } = runSequence(seed, 1_000);
    expect(operations).toBeGreaterThanOrEqual(1_000);
    expect(applied.size).toBeGreaterThan(15);
  });

  it('reach every kind of operation and most outcomes', () => {
    const { applied, statuses, expired } = runSequence(6, 3_000);
    expect([...applied.keys()].sort()).toEqual(operationTypes.toSorted());
    expect(statuses.size).toBeGreaterThan(25);
    expect(expired).toBeGreaterThan(20);
  });

  it('are the same again by the same seed', () => {
    expect(runSequence(9, 100)).toEqual(runSequence(9, 100));
  });
});
