import { expect, it } from 'vitest';
import { remembering } from './remembering.ts';

it('gives what the function gives, computed once while it is kept', () => {
  const asked: number[] = [];
  const double = remembering((value: number) => {
    asked.push(value);
    return 2 * value;
  }, 4);
  for (const value of [1, 1, 2, 1, 3, 1, 4]) expect(double(value)).toBe(2 * value);
  expect(asked).toEqual([1, 2, 3, 4]);
  // What was used stays, what was not is forgotten.
  for (const value of [5, 6, 1, 2]) expect(double(value)).toBe(2 * value);
  expect(asked.slice(4)).toContain(2);
});

it('keeps no more than it may', () => {
  let computed = 0;
  const one = remembering((_value: number) => ++computed, 10);
  for (let value = 0; value < 1_000; value += 1) one(value);
  const before = computed;
  for (let value = 0; value < 900; value += 1) one(value);
  expect(computed - before).toBe(900);
});
