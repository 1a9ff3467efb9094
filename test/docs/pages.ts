/** All pages of the documentation that have examples to run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examplesOf } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Page {
  /** From the repository's root, such as `docs/cli.md`. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export function runnablePages(): readonly Page[] {
  const names = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return ['README.md', ...names.sort()]
    .map((name) => ({ name, path: join(root, name), text: readFileSync(join(root, name), 'utf8') }))
    .filter(({ text }) => examplesOf(text).length > 0);
}
