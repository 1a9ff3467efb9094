/** Every relative link of every page leads to a file that exists, and to a heading that it has. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../architecture/source-tree.ts';
import { linkProblem, linksOf } from './links.ts';

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
