import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, type CellValue, type ListView, readView, writeView } from './list-view.ts';
import { csvText } from './save-csv.ts';

const all: ListView = { find: '', sort: '', isDescending: false, page: 1 };
const rows = [
  { name: 'Ben', amount: 9n },
  { name: 'ann', amount: 10n },
  { name: 'Chris', amount: 1n },
];
const valuesOf = ({ name, amount }: (typeof rows)[number]): ReadonlyMap<string, CellValue> =>
  new Map<string, CellValue>([
    ['name', name],
    ['amount', amount],
  ]);
const namesIn = (view: Partial<ListView>) =>
  arrange(rows, valuesOf, { ...all, ...view }).map(({ name }) => name);

describe('a list', () => {
  it('is as it came until somebody sorts or searches it', () => {
    expect(namesIn({})).toEqual(['Ben', 'ann', 'Chris']);
  });

  it('is sorted by numbers as numbers, and by words as people do', () => {
    expect(namesIn({ sort: 'amount' })).toEqual(['Chris', 'Ben', 'ann']);
    expect(namesIn({ sort: 'amount', isDescending: true })).toEqual(['ann', 'Ben', 'Chris']);
    expect(namesIn({ sort: 'name' })).toEqual(['ann', 'Ben', 'Chris']);
  });

  it('is searched in all its cells', () => {
    expect(namesIn({ find: ' CHR ' })).toEqual(['Chris']);
    expect(namesIn({ find: '1' })).toEqual(['ann', 'Chris']);
  });

  it('has its view in the address, and leaves what else is there', () => {
    fc.assert(
      fc.property(
        fc.record({
          find: fc.string(),
          sort: fc.constantFrom('', 'name', 'amount'),
          isDescending: fc.boolean(),
          page: fc.integer({ min: 1, max: 99 }),
        }),
        (made) => {
          const view = { ...made, isDescending: made.sort !== '' && made.isDescending };
          const query = writeView(new URLSearchParams('upto=7&other.page=3'), 'rows', view);
          const again = new URLSearchParams(query.toString());
          expect(readView(again, 'rows')).toEqual(view);
          expect(again.get('upto')).toBe('7');
          expect(readView(again, 'other').page).toBe(3);
        },
      ),
    );
  });

  it('takes nothing from an address that it could not have written', () => {
    expect(readView(new URLSearchParams('rows.page=-1e9'), 'rows').page).toBe(1);
    expect(readView(new URLSearchParams('rows.page=2.5'), 'rows').page).toBe(1);
  });
});

describe('a list as CSV', () => {
  const lineOf = (text: string) =>
    csvText([{ key: 'a', title: 'A' }], [new Map([['a', text]])]).split('\r\n')[1];

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('keeps a formula from being one: %j', (text) => {
    expect(lineOf(text)).toMatch(/^"?'/);
  });

  it('quotes what would end a cell or a line', () => {
    expect(lineOf('a,"b"')).toBe('"a,""b"""');
    expect(lineOf('two\nlines')).not.toContain('\n');
  });
});
