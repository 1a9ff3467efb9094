import type { PeerName } from '@trellis/engine';
import { expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';

it('lasts no longer than was meant when the clock is set back', () => {
  let now = 10_000_000;
  const peer = 'peer' as PeerName;
  const backoff = createBackoff(30_000, () => now);
  backoff.begin(peer);
  now -= 3_600_000;
  expect(backoff.remainingMs(peer)).toBe(30_000);
  now += 30_000;
  expect(backoff.remainingMs(peer)).toBe(0);
});
