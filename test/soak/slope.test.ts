/** What the long run computes from its measurements. */
import { expect, it } from 'vitest';
import { percentile, slopeOf } from './slope.ts';

it('finds the slope of a line, without an error', () => {
  const points = [0, 1, 2, 3].map((hours) => ({ hours, value: 5 + 2 * hours }));
  expect(slopeOf(points)).toEqual({ perHour: 2, error: 0, points: 4 });
});

it('says how unsure a slope is: residuals 0.1, -0.2, 0.1 over a spread of 2', () => {
  const points = [1.1, 1.8, 3.1].map((value, hours) => ({ hours, value }));
  const { perHour, error } = slopeOf(points);
  expect(perHour).toBeCloseTo(1, 10);
  expect(error).toBeCloseTo(Math.sqrt(0.06 / 2), 10);
});

it('knows nothing of two points', () => {
  const points = [0, 1].map((hours) => ({ hours, value: hours }));
  expect(slopeOf(points).error).toBe(Number.POSITIVE_INFINITY);
});

it('takes a percentile of measurements in any order', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.99)).toBe(100);
  expect(percentile(values, 0.5)).toBe(51);
});
