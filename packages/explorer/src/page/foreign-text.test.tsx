import { type Transaction, visibleText } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { Facts } from './parts/facts.tsx';
import { csvText } from './save-csv.ts';

const columns = [{ key: 'memo', title: 'Memo' }];
const forged = 'rent\nbalance  999.00 EUR';

/** None of it is called: `tsc` reads it, and says so when a line that has to be an error is none. */
export const forgotten = ({ memo }: Transaction) => [
  // @ts-expect-error a text on the page
  () => <p>{memo}</p>,
  // @ts-expect-error a part of one
  () => <p>{`memo ${memo}`}</p>,
  // @ts-expect-error what a mouse shows
  () => <p title={memo}>memo</p>,
  // @ts-expect-error a value of a list of facts
  () => <Facts facts={[['Memo', memo]]} />,
  // @ts-expect-error a cell of a file
  () => csvText(columns, [new Map([['memo', memo]])]),
];

it('foreign text goes onto the page and into files when it is visible', () => {
  const shown = visibleText(forged);
  expect(<p>{shown}</p>).toMatchObject({ props: { children: 'rent\\nbalance  999.00 EUR' } });
  expect(csvText(columns, [new Map([['memo', shown]])])).toContain('rent\\nbalance');
});
