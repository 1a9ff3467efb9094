import { describe, expect, it } from 'vitest';
import { agoText, amountText, bytesText, percent, unitsOf, whole, words } from './format.ts';

describe('numbers on the page', () => {
  it.each([
    [0n, '0'],
    [999n, '999'],
    [1_000n, '1\u202f000'],
    [340_282_366_920_938_463_463n, '340\u202f282\u202f366\u202f920\u202f938\u202f463\u202f463'],
  ])('%s is %s', (value, text) => {
    expect(whole(value)).toBe(text);
  });

  it.each([
    [1_250n, 2, '12.50'],
    [123_456_789n, 2, '1\u202f234\u202f567.89'],
    [1_234_567n, 0, '1\u202f234\u202f567'],
    [5n, 18, '0.000000000000000005'],
  ])('%s units of 10^-%s are %s', (amount, decimals, text) => {
    expect(amountText(amount, decimals)).toBe(text);
  });

  it.each([
    [1_250n, 2, 12.5],
    [-1_250n, 2, -12.5],
    [123_456_789n, 2, 1_234_567.89],
    [7n, 0, 7],
  ])('%s units of 10^-%s are sorted as %s', (amount, decimals, units) => {
    expect(unitsOf(amount, decimals)).toBe(units);
  });

  it.each([
    [3_528, '3\u202f528 B'],
    [35_280, '35.3 kB'],
    [35_280_000, '35.3 MB'],
  ])('%s bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it('shares, times and names', () => {
    expect([0, 2 / 3, 1].map(percent)).toEqual(['0 %', '66.7 %', '100 %']);
    expect([400, 12_000, 300_000, 18_000_000].map(agoText)).toEqual([
      '0.4 s',
      '12 s',
      '5 min',
      '5 h',
    ]);
    expect(['createAccount', 'insufficient_funds'].map(words)).toEqual([
      'create account',
      'insufficient funds',
    ]);
  });
});
