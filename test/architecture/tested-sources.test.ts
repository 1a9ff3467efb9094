/** Every source file is run by some test: imported by it, directly or not, or part of a program that it starts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { readSources, root, type Source, targetOf } from './source-tree.ts';

const packages = readdirSync(join(root, 'packages'));
const sources = readSources([
  ...packages.map((name) => `packages/${name}/src`),
  'test',
  'scripts',
  'docs',
]);
const byPath = new Map(sources.map((source) => [source.path, source]));

/** What stands behind the names of a package's faces and of its swapped files, for every condition. */
function facesOf(name: string): ReadonlyMap<string, readonly string[]> {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const files = (value: unknown): readonly string[] =>
    typeof value === 'string'
      ? [normalize(join('packages', name, value))]
      : Object.values(value ?? {}).flatMap(files);
  return new Map(
    Object.entries({ ...manifest.exports, ...manifest.imports }).map(([face, value]) => [
      face,
      files(value),
    ]),
  );
}

const faces = new Map(packages.map((name) => [name, facesOf(name)]));

function targetsOf(source: Source): readonly string[] {
  return [...source.imports, ...source.started].flatMap((specifier) => {
    const relative = targetOf(source, specifier);
    if (relative !== undefined) return [relative];
    if (specifier.startsWith('#')) return faces.get(source.package)?.get(specifier) ?? [];
    const [, name = '', face = ''] = /^@trellis\/([a-z0-9-]+)(\/.*)?$/.exec(specifier) ?? [];
    return faces.get(name)?.get(`.${face}`) ?? [];
  });
}

/** Programs that are not imported, and who runs them. */
const programs: Readonly<Record<string, string>> = {
  'examples/check-balance.ts': 'docs/check-a-balance.md, which test/e2e/docs.test.ts runs',
  'examples/shop.ts': 'test/sdk/examples.test.ts',
  'examples/swap.ts': 'test/sdk/examples.test.ts',
  'examples/watch.ts': 'test/sdk/examples.test.ts',
  'packages/bench/src/before-after/main.ts': '`pnpm bench-before-after`',
  'packages/bench/src/budget/main.ts': '`pnpm bench-budget`',
  'packages/bench/src/docs/main.ts': 'writes the tables of docs/benchmarks.md',
  'packages/bench/src/main.ts': '`pnpm bench --quick`, in CI',
  'packages/bench/src/plan/check/main.ts': 'writes a table of docs/scale.md',
  'packages/bench/src/replicas/main.ts': '`pnpm bench-replicas`',
  'packages/cli/src/build/main.ts': '`pnpm install`',
  'packages/explorer/src/build/main.ts': '`pnpm install`',
  'packages/explorer/src/page/main.tsx': 'the page that test/e2e/explorer.test.ts opens',
  'packages/explorer/src/wallet/main.tsx': 'the wallet that test/e2e/wallet.test.ts opens',
  'packages/ml-dsa/src/build/main.ts': '`pnpm install`',
  'packages/node/src/build/main.ts': '`pnpm install`',
  'scripts/build/main.ts': '`pnpm install`',
  'scripts/bank-files/main.ts': 'writes docs/iso20022-fields.md, which a test compares',
  'scripts/documents/main.ts': 'writes docs/cli.schema.json, which a test compares',
  'scripts/errors/main.ts': 'writes docs/errors.md, which a test compares',
  'scripts/lint-api.ts': '`pnpm check`',
  'scripts/reference/main.ts':
    '`pnpm reference`; the examples that it shows are run by test/sdk/reference',
  'scripts/release/main.ts': '`pnpm release:build`',
  'scripts/pictures/main.ts': '`pnpm pictures`, whose pictures test/docs/pictures.test.ts looks at',
  'scripts/unicode/main.ts': 'writes the table of names, which a test compares',
  'scripts/typecheck.ts': '`pnpm check`',
  'scripts/weight/check.ts': '`pnpm check`',
  'scripts/weight/main.ts': 'writes a table of docs/benchmarks.md',
};

it('every source file is reached from a test', () => {
  const reached = new Set<string>();
  const tests = sources.filter(({ path }) => /\.test\.tsx?$/.test(path));
  const open = [...Object.keys(programs), ...tests.map(({ path }) => path)];
  expect(open.length).toBeGreaterThan(100);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const source = byPath.get(next);
    if (source === undefined || reached.has(next)) continue;
    reached.add(next);
    open.push(...targetsOf(source));
  }
  const missed = sources.filter(({ path, isTest }) => !isTest && !reached.has(path));
  expect(missed.map(({ path }) => path)).toEqual([]);
});
