/** Every package has a README of a screen, and what it says of imports is the graph that the architecture test asserts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayImport, packages } from '../architecture/package-graph.ts';
import { root } from '../architecture/source-tree.ts';

const linesMax = 60;

/** The text under each heading of the second level. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  const [, ...parts] = text.split(/^## /m);
  return new Map(
    parts.map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return [title, lines.join('\n')] as const;
    }),
  );
}

describe.each(packages)('the README of %s', (name) => {
  const folder = join(root, 'packages', name);
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  const sections = sectionsOf(text);

  it('says what the package is for, its face, what it may import, and where to begin', () => {
    expect(text.startsWith(`# @trellis/${name}\n\n`)).toBe(true);
    expect([...sections.keys()]).toEqual(['Face', 'May import', 'Where to begin reading']);
    expect(text.split('\n').length).toBeLessThanOrEqual(linesMax);
  });

  it('names every face, and no other', () => {
    const { exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const named = [...(sections.get('Face') ?? '').matchAll(/`(@trellis\/[a-z0-9/-]+)`/g)].map(
      ([, face = '']) => face,
    );
    const faces = Object.keys(exports).map((face) => face.replace(/^\./, `@trellis/${name}`));
    expect(named.sort()).toEqual(faces.sort());
  });

  it('lists the packages below it', () => {
    const listed = [...(sections.get('May import') ?? '').matchAll(/\]\(\.\.\/([a-z0-9-]+)\//g)];
    expect(listed.map(([, other]) => other)).toEqual([...mayImport[name]]);
  });
});
