import { type ForeignText, type Transaction, visibleText } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { alignRows } from './align-rows.ts';
import { ask, note } from './terminal.ts';
import { visibleLine } from './visible-line.ts';

const forged = 'rent\nbalance  999.00 EUR';

/** None of it is called: `tsc` reads it, and says so when a line that has to be an error is none. */
export const forgotten = ({ memo }: Transaction) => [
  // @ts-expect-error a line of text
  () => visibleLine(memo),
  // @ts-expect-error a part of one
  () => visibleLine(`memo ${memo}`),
  // @ts-expect-error a cell of a table
  () => alignRows([['memo', memo]]),
  // @ts-expect-error a note
  () => note(memo),
  // @ts-expect-error a question
  () => ask(memo),
  // @ts-expect-error a part of it
  () => memo.slice(0, 60),
  // @ts-expect-error an error
  () => new Error(memo),
];

describe('foreign text', () => {
  it('goes into a line when it is visible, and stays one line', () => {
    expect(alignRows([['memo', visibleText(forged)]])).toEqual([
      'memo  rent\\nbalance  999.00 EUR',
    ]);
  });

  it('may be any string where it is asked for', () => {
    const written: ForeignText = 'invoice 7';
    expect(visibleText(written)).toBe('invoice 7');
  });

  it('is kept from acting by what writes lines as well', () => {
    expect(visibleLine(forged)).toBe('rent\\nbalance  999.00 EUR');
  });
});
