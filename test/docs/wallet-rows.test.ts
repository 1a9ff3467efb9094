/** Each row of docs/wallet.md that tells what to do is done by a test in a browser, whose title names it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}/docs/wallet.md`, 'utf8');

/** First cells of the tables that begin with such a column, those of links as `part …`. */
function rowsOf(columns: readonly string[]): readonly string[] {
  const rows: string[] = [];
  let column: string | undefined;
  for (const line of page.split('\n')) {
    const [, first = '', ...rest] = line.split('|').map((cell) => cell.trim());
    if (rest.length === 0) column = undefined;
    else if (columns.includes(first)) column = first;
    else if (column !== undefined && !/^-+$/.test(first)) {
      const row = first.replaceAll('`', '');
      rows.push(column === 'to' ? row : `${column} ${row}`);
    }
  }
  return rows;
}

/** What the titles of the tests name. */
function namedInTests(): readonly string[] {
  const folder = `${root}/test/e2e`;
  const files = readdirSync(folder).filter((name) => /^wallet.*\.test\.ts$/.test(name));
  return files.flatMap((name) => {
    const source = readFileSync(`${folder}/${name}`, 'utf8');
    return [...source.matchAll(/\(docs\/wallet\.md: ([^)]+)\)/g)].flatMap(([, rows = '']) =>
      rows.split('; '),
    );
  });
}

it('no row without a test, and no test of a row that is not there', () => {
  const rows = rowsOf(['to', 'part']);
  expect(rows.length).toBeGreaterThan(10);
  expect([...new Set(namedInTests())].toSorted()).toEqual([...rows].toSorted());
});
