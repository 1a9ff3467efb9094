import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted } from './live-table.ts';

const below = ['', '0.0 tx/s over the last 5 s', 'chain example'];

it('shows everything where there is room', () => {
  const table = ['node   state', 'node1  up'];
  expect(fitted({ table, below }, { columns: 80, rows: 24 })).toEqual([...table, ...below]);
});

it('takes no more rows than a terminal has, so that drawing it again covers it', () => {
  const line = fc.string({ maxLength: 120 });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: below.length + 2, max: 50 }),
      (table, columns, rows) => {
        const shown = fitted({ table, below }, { columns, rows });
        expect(shown.length).toBeLessThan(rows);
        for (const one of shown) expect(one.length).toBeLessThanOrEqual(columns);
      },
    ),
  );
});
