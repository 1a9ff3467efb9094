import { describe, expect, it } from 'vitest';
import { type Attempts, afterFailure, noAttempts, waitMs } from './attempts.ts';

const after = (failures: number): Attempts => {
  let attempts = noAttempts;
  for (let index = 0; index < failures; index++) attempts = afterFailure(attempts, 1_000);
  return attempts;
};

describe('wrong passwords', () => {
  it('cost nothing at first, then twice as long each time, and at most an hour', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((failures) => waitMs(after(failures), 1_000))).toEqual([
      0, 0, 0, 5_000, 10_000, 20_000, 3_600_000,
    ]);
  });

  it('are waited for until the time has come', () => {
    const attempts = after(4);
    expect(waitMs(attempts, 6_000)).toBe(5_000);
    expect(waitMs(attempts, 11_000)).toBe(0);
    // The clock was put back by a day.
    expect(waitMs({ failures: 9, nextAt: 90_000_000 }, 0)).toBe(3_600_000);
  });
});
