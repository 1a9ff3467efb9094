import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FilteredFacts,
  filterNames,
  isShown,
  readFilter,
  type TransactionFilter,
  writeFilter,
} from './transaction-filter.ts';

const none = readFilter(new URLSearchParams());
const facts: FilteredFacts = {
  types: ['transfer', 'hold'],
  accounts: ['trellis1aaa', 'trellis1bbb'],
  asset: 'EUR',
  references: ['RF18539007547034', '2026-7'],
  time: Date.UTC(2026, 10, 30, 23, 59, 59),
  amount: 12.5,
};
const shown = (filter: Partial<TransactionFilter>, more: Partial<FilteredFacts> = {}) =>
  isShown({ ...none, ...filter }, { ...facts, ...more });

describe('a filter of transactions', () => {
  it('shows all until something is chosen', () => {
    expect(shown({})).toBe(true);
    expect(shown({}, { types: [], accounts: [], asset: undefined, amount: undefined })).toBe(true);
  });

  it.each<[Partial<TransactionFilter>, Partial<TransactionFilter>]>([
    [{ type: 'hold' }, { type: 'mint' }],
    [{ account: ' TRELLIS1B ' }, { account: 'bbb' }],
    [{ asset: 'EUR' }, { asset: 'EU' }],
    [{ reference: ' rf18 5390' }, { reference: '5390' }],
    [{ reference: '2026-' }, { reference: '2026-8' }],
    [{ since: '2026-11-30' }, { since: '2026-12-01' }],
    [{ until: '2026-11-30' }, { until: '2026-11-29' }],
    [{ least: '12.5' }, { least: '12.51' }],
    [{ most: '12.5' }, { most: '12.49' }],
    [
      { type: 'transfer', asset: 'EUR', least: '1' },
      { type: 'transfer', asset: 'USD' },
    ],
  ])('shows by %o and not by %o', (by, notBy) => {
    expect(shown(by)).toBe(true);
    expect(shown(notBy)).toBe(false);
  });

  it('leaves out what has no amount from a range of amounts', () => {
    expect(shown({ least: '0' }, { amount: undefined })).toBe(false);
  });

  it('leaves nothing out for what is no day or number', () => {
    expect(shown({ since: 'tomorrow', until: '9', least: 'x', most: ' ' })).toBe(true);
  });

  it.each(['2026-13-45', '2027-02-30', '9999-99-99', '2027-00-01'])(
    'leaves nothing out for the day %s, which the field does not show',
    (since) => {
      expect(shown({ since })).toBe(true);
    },
  );

  it.each(['0x10', ' 16 ', '16.', '+16', '1e999', 'Infinity', '0b10000'])(
    'leaves nothing out for the number %j, which the field does not show',
    (least) => {
      expect(shown({ least })).toBe(true);
    },
  );

  it.each(['16', '16.5', '1.6e1', '1.6E+1', '13.0'])('takes the number %s', (least) => {
    expect(shown({ least })).toBe(false);
    expect(shown({ least: `-${least}` })).toBe(true);
  });

  it('is in the address, and begins at the first page', () => {
    const texts = fc.record(Object.fromEntries(filterNames.map((name) => [name, fc.string()])));
    fc.assert(
      fc.property(texts, (made) => {
        const filter: TransactionFilter = { ...none, ...made };
        const before = new URLSearchParams('upto=7&transactions.page=3&transactions.find=a');
        const query = new URLSearchParams(writeFilter(before, filter).toString());
        expect(readFilter(query)).toEqual(filter);
        expect(query.get('upto')).toBe('7');
        expect(query.get('transactions.find')).toBe('a');
        expect(query.has('transactions.page')).toBe(false);
      }),
    );
  });
});
