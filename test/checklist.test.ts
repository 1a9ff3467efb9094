/** The checklist of docs/reliability.md: every entry has tests that bear its name, where the page says. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const page = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));
const text = await readFile(page, 'utf8');
const rows = [
  ...text
    .slice(text.indexOf('## The checklist'))
    .matchAll(/^\| ([^|]+) \| [^|]+ \| \[[^\]]+\]\(([^)]+)\) \|$/gm),
].map(([, name = '', path = '']) => ({ name, path }));

/** The names of the tests in a file. */
async function testNames(path: string): Promise<string[]> {
  const source = await readFile(join(dirname(page), path), 'utf8');
  return [...source.matchAll(/(['"`])((?:(?!\1).)*)\1/g)].map(([, , name = '']) => name);
}

/** Whether the name of a test says that it is for this entry: "checklist items 13 and 21: …". */
function bears(name: string, entry: string): boolean {
  if (!/^\d+$/.test(entry)) return name.includes(entry);
  const numbers: string[] = /checklist items? ([\d, and]+)/.exec(name)?.[1]?.match(/\d+/g) ?? [];
  return numbers.includes(entry);
}

describe('the checklist', () => {
  it('has 21 items and the known vulnerabilities', () => {
    const items = rows.map(({ name }) => name).filter((name) => /^\d+$/.test(name));
    expect(items).toEqual(Array.from({ length: 21 }, (_, index) => String(index + 1)));
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)('has a test named after $name', async ({ name, path }) => {
    expect((await testNames(path)).filter((one) => bears(one, name))).not.toEqual([]);
  });
});
