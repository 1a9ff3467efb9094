import { describe, expect, it } from 'vitest';
import { readTimestamp, showTimestamp } from './timestamp-text.ts';

const now = Date.parse('2026-12-24T18:00:00.001Z');

describe('a point in time', () => {
  it.each([
    ['30s', '2026-12-24T18:00:31Z'],
    ['10m', '2026-12-24T18:10:01Z'],
    ['2h', '2026-12-24T20:00:01Z'],
    ['7d', '2026-12-31T18:00:01Z'],
    ['2027-01-01T00:00Z', '2027-01-01T00:00:00Z'],
    ['2027-01-01T00:00:05Z', '2027-01-01T00:00:05Z'],
    ['2027-01-01T01:00:00+01:00', '2027-01-01T00:00:00Z'],
  ])('%s is %s', (text, shown) => {
    expect(showTimestamp(readTimestamp(text, now))).toBe(shown);
  });

  it.each([
    '',
    '10',
    '0s',
    '-1m',
    '1.5h',
    'tomorrow',
    '2027-01-01',
    '2027-01-01T00:00:00',
    '2027-13-01T00:00:00Z',
    '1969-01-01T00:00:00Z',
  ])('is not %j', (text) => {
    expect(() => readTimestamp(text, now)).toThrow(expect.objectContaining({ code: 'bad_time' }));
  });

  it('is shown also where there is no calendar', () => {
    expect(showTimestamp(2n ** 64n - 1n)).toBe('18446744073709551615 ms after 1970');
  });
});
