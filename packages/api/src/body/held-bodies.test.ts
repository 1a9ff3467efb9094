import { limits } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { createHeldBodies } from './held-bodies.ts';

it('callers without a key have half of the room for bodies, and leave the other half to those with one', () => {
  const held = createHeldBodies();
  const body = limits.submittedBatchBytesMax;
  const keyless = [1, 2, 3, 4, 5].map(() => held.take(body, true));
  expect(keyless).toEqual([true, true, true, true, false]);
  const withKey = [1, 2, 3, 4, 5].map(() => held.take(body, false));
  expect(withKey).toEqual([true, true, true, true, false]);
  held.giveBack(body, true);
  expect(held.take(body + 1, true)).toBe(false);
  expect(held.take(body, true)).toBe(true);
});
