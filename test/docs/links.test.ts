/** Every relative link of every page leads to a file and a heading that exist, and so do the paths that pages name. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';
import { linkProblem, linksOf, pathsOf } from './links.ts';

const pages = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((path) => path !== '');

describe('paths that are named', () => {
  // Decisions are kept as they were taken.
  it.each(pages.filter((page) => !page.startsWith('docs/decisions/')))('of %s', (page) => {
    const paths = pathsOf(readFileSync(join(root, page), 'utf8'));
    const missing = paths.filter(({ target }) => !existsSync(join(root, target)));
    expect(missing.map(({ line, target }) => `${page}:${line} ${target}`)).toEqual([]);
  });
});

describe('relative links', () => {
  it.each(pages)('of %s', (page) => {
    const path = join(root, page);
    const problems = linksOf(readFileSync(path, 'utf8')).flatMap((link) => {
      const problem = linkProblem(path, link);
      return problem === undefined ? [] : [`${page}:${link.line} ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('that lead nowhere are found', () => {
    const [first, second, third, fourth] = linksOf(
      '[a](README.md) [b](nothing.md)\n```\n[c](code.md)\n```\n`[d](code.md)`\n' +
        '[e](README.md#nothing) [f](https://example.com) [g](#two-commands)',
    );
    const path = join(root, 'README.md');
    const problems = [first, second, third, fourth].map((link) =>
      link === undefined ? 'missing' : linkProblem(path, link),
    );
    expect(problems).toEqual([
      undefined,
      'nothing.md: no such file',
      'README.md#nothing: no such heading',
      undefined,
    ]);
  });
});
