import { describe, expect, it } from 'vitest';
import { endpoints, listEndpoints, readParameters } from './index.ts';
import { preferHeader } from './parameters.ts';

const read = <E extends Parameters<typeof readParameters>[0]>(
  endpoint: E,
  texts: Readonly<Record<string, string>>,
) => readParameters(endpoint, (name) => texts[name]);

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
  ])('%s: waits %i ms', (header, ms) => {
    expect(preferHeader.parse(header)).toBe(ms);
  });

  it('nothing: waits for nothing', () => {
    const id = '3b'.repeat(32);
    expect(read(endpoints.getTransaction, { id })).toMatchObject({
      value: { wait: 0, Prefer: 0 },
    });
  });
});

it('a cursor that is none is named by the parameter that it is in', () => {
  expect(read(endpoints.getAssets, { after: 'eur ' })).toMatchObject({
    problem: { path: 'after', message: expect.stringMatching(/^expected an asset code/) },
  });
});

describe('numbers', () => {
  it.each(['0', '1001', '01', '1e2', ' 5', '-1', '', '9999999999'])('%j is no limit', (limit) => {
    expect(read(endpoints.getAssets, { limit })).toMatchObject({
      problem: { path: 'limit', message: 'expected a number from 1 to 1000' },
    });
  });

  it('of heights have the range of heights', () => {
    const from = 2n ** 64n;
    expect(read(endpoints.getValidatorChanges, { from: `${from - 1n}` })).toMatchObject({
      value: { from: from - 1n },
    });
    expect(read(endpoints.getValidatorChanges, { from: `${from}` })).toMatchObject({
      problem: { message: 'expected a height' },
    });
  });
});

const parameters = listEndpoints().flatMap((endpoint) =>
  Object.entries(endpoint.parameters).map(
    ([name, parameter]) => [`${name} of ${endpoint.id}`, parameter] as const,
  ),
);

it.each(parameters)('%s: its example is a value of it', (_name, { example, format, parse }) => {
  expect(format(parse(example))).toBe(example);
});
