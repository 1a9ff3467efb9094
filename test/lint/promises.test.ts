/** The lint that `pnpm check` runs finds every promise that floats, of whatever package it comes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Report {
  readonly diagnostics: readonly {
    /** The first is where it is; others say why. */
    readonly labels: readonly { readonly span: { readonly line: number } }[];
  }[];
}

function linesThatLintFinds(file: string): readonly (number | undefined)[] {
  const oxlint = join(root, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json', file], { cwd: root, encoding: 'utf8' });
  const { diagnostics }: Report = JSON.parse(stdout);
  return [...new Set(diagnostics.map(({ labels: [first] }) => first?.span.line))];
}

it.each([
  ['test/lint/planted-promises.ts', 30],
  ['test/lint/browser/planted-promises.ts', 7],
])('finds those planted in %s', (file, count) => {
  const planted = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.endsWith('// floats') ? [index + 1] : []));
  expect(planted).toHaveLength(count);
  expect(linesThatLintFinds(file).toSorted()).toEqual(planted.toSorted());
});
