import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodeTable } from '@trellis/cli';
import { rejectionMeaning, statuses } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { codeOfError, codesOfClass, codesOfUnion } from '../../scripts/errors/collect.ts';
import { errorsPage, errorTable } from '../../scripts/errors/page.ts';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const stored = read('docs/errors.md');

it('the page of error codes is what the code says now; else run: node scripts/errors/main.ts', () => {
  expect(stored).toBe(errorsPage());
  expect(read('packages/cli/src/error-codes.json')).toBe(errorTable());
  for (const code of [...statuses, ...Object.keys(rejectionMeaning)]) {
    expect(stored).toContain(`| \`${code}\` | `);
  }
});

it('exit codes are the same in the docs and in the help', () => {
  for (const page of ['docs/cli.md', 'docs/errors.md']) {
    expect(read(page)).toContain(exitCodeTable().join('\n'));
  }
});

it('a code is found with all that is said where it is thrown', () => {
  const sources = [
    "export type ThingCode =\n  /** Two;\n   * lines. */\n  | 'first'\n  | 'second';",
    "throw new Thing('second', 'plain; do ' +\n  `more of $@names.map((n) => `$@n}!`).join()} now`);",
    "throw new Thing('third', message);",
    "throw new Thing('second', 'another way');",
  ]
    .join('\n')
    .replaceAll('$@', '${');
  const second = ['another way', 'plain; do more of … now'];
  const union = codesOfUnion(sources, 'ThingCode');
  expect(union.map(({ code }) => code)).toEqual(['first', 'second']);
  expect(union[0]?.meanings).toEqual(['Two; lines.']);
  expect(codesOfClass(sources, 'Thing').map(({ code }) => code)).toEqual(['second', 'third']);
  for (const found of [union[1], codesOfClass(sources, 'Thing')[0]]) {
    expect([...(found?.meanings ?? [])].sort()).toEqual(second);
  }
  expect(codesOfClass(sources, 'Thing')[1]?.meanings).toEqual([]);
  const own =
    "/** Not it. */\nconst a = 1;\n/** It broke. */\nexport class Broken extends Error {\n  readonly code = 'broken';";
  expect(codeOfError(own, 'Broken')).toEqual({ code: 'broken', meanings: ['It broke.'] });
});
