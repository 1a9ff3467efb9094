import { expect, it } from 'vitest';
import { createTokenBucket } from './token-bucket.ts';

it('takes nothing away when the clock is set back, and fills again from there', () => {
  let now = 10_000_000;
  const bucket = createTokenBucket({ burst: 2, everyMs: 100 }, () => now);
  expect(bucket.take()).toBe(true);
  now -= 3_600_000;
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  now += 100;
  expect([bucket.take(), bucket.take()]).toEqual([true, false]);
});
