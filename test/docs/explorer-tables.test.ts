/** Each row of the tables in docs/explorer.md that say when the page is red has a test that makes it so. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The cells of the table below this head, row by row. */
function rowsBelow(head: string): readonly (readonly string[])[] {
  const [, after = ''] = read('docs/explorer.md').split(`| ${head} |`);
  const [table = ''] = after.split('\n\n');
  const rows = table.split('\n').slice(2);
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

const browser = 'test/e2e/explorer.test.ts';
const lies = 'catches a node that lies about a balance, and says where the proof fails';
const forged = 'catches a forged certificate, another chain, and a head that is kept back';

/** By the row: the file and the title of the test that makes it red, and what that test looks for. */
const tests: Readonly<Record<string, readonly [file: string, title: string, looksFor: string]>> = {
  'the header: it is of another chain; its validators are not those that the block before it named':
    [
      'packages/client/src/verify-header.test.ts',
      'is not believed when it is of another chain',
      'other_chain',
    ],
  'the header: *the node shows block 5 as its newest, and block 100 is known to be final*': [
    'packages/explorer/src/page/proof.test.ts',
    'fails in an old block, in which it was true',
    'withheld_head',
  ],
  'the certificate: it is missing, for another block, of too little power, or names one validator twice':
    [
      'packages/client/src/verify-header.test.ts',
      'is refused without a quorum',
      'certificate_too_small',
    ],
  'the signatures: a signature does not verify': [
    browser,
    forged,
    "'ok', 'ok', 'failed', 'unknown'",
  ],
  'the proof: *the proof of balance/… does not lead to the state root of block 12*': [
    browser,
    lies,
    'does not lead to the state root',
  ],
  "the proof: the transaction is not in the block; the receipt is another's; transactions or evidence are left out":
    [
      'packages/client/src/verify-transaction.test.ts',
      'is not believed with %s (%s)',
      'transaction_not_proven',
    ],
};

it('each row of “red at” has a test that makes it so', () => {
  const rows = rowsBelow('red at | for example | what it means').map(
    ([step, example]) => `${step}: ${example}`,
  );
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.toSorted()).toEqual(Object.keys(tests).toSorted());
});

it.each(Object.entries(tests))('%s', (_row, [file, title, looksFor]) => {
  const text = read(file);
  expect(text).toContain(title);
  expect(text).toContain(looksFor);
});
