import { expect, it } from 'vitest';
import { newPublicId } from './public-id.ts';

it('no id begins as an option of a command does', () => {
  // One of 64 would.
  const ids = Array.from({ length: 2_000 }, () => newPublicId(16));
  expect(ids.filter((id) => !/^\w[\w-]{21}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
