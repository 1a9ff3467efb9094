import { describe, expect, it } from 'vitest';
import { afterAssetParameter, preferredWaitMs } from './parameters.ts';

describe('what a caller prefers', () => {
  it.each([
    ['wait=20', 20_000],
    ['respond-async, wait=5; x=y', 5_000],
    ['Wait = "7"', 7_000],
    ['wait=100', 60_000],
    // What can't be read is no mistake of the request (RFC 7240 §2).
    ['wait=-1', 0],
    ['wait=soon', 0],
    ['await=3', 0],
    [undefined, 0],
  ])('%s: waits %i ms', (header, ms) => {
    expect(preferredWaitMs(header)).toBe(ms);
  });
});

it('a cursor that is none is named by the parameter that it is in', () => {
  expect(() => afterAssetParameter.parse('eur ')).toThrow(/^after: expected an asset code/);
});
