/** The architecture, as a test: who may import whom, and what pure packages may not touch. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayImport, type PackageName, packages } from './package-graph.ts';
import { cyclesOf, packageOf, readSources, root, type Source, targetOf } from './source-tree.ts';

/** Packages that also run in a browser. */
const browserCapable: readonly PackageName[] = [
  'ml-dsa',
  'crypto',
  'protocol',
  'ledger',
  'consensus',
  'client',
  'iso20022',
];

/** Packages that are functions of their inputs alone. */
const pure: readonly PackageName[] = ['protocol', 'ledger', 'consensus'];

/** Longest file of sources, in lines. */
const fileLinesMax = 400;

/** A function fits a screen. */
const functionLinesMax = 70;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly exports?: Readonly<Record<string, string>>;
}

function manifestOf(name: PackageName): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

const sources = readSources(packages.map((name) => `packages/${name}/src`));
const outside = readSources(['test', 'scripts', 'docs']);
const production = sources.filter(({ isTest }) => !isTest);
/** What builds a package when it is installed. */
const isOfBuild = ({ path }: Source): boolean => path.includes('/src/build/');
const of = (name: PackageName): readonly Source[] =>
  production.filter((one) => one.package === name);

/** Its imports of other packages of the workspace: which one, and by which of its faces. */
function workspaceImports({ imports }: Source): readonly (readonly [name: string, face: string])[] {
  return imports.flatMap((specifier) => {
    const [, name, face = ''] = /^@trellis\/([a-z0-9-]+)(\/.*)?$/.exec(specifier) ?? [];
    return name === undefined ? [] : [[name, `.${face}`] as const];
  });
}

it('every package stands in the drawing', () => {
  expect(readdirSync(join(root, 'packages')).sort()).toEqual([...packages].sort());
});

describe.each(packages)('%s', (name) => {
  it('imports only the packages below it', () => {
    expect(of(name).length).toBeGreaterThan(0);
    for (const source of of(name)) {
      for (const [other] of workspaceImports(source)) {
        expect(mayImport[name], `${source.path} imports ${other}`).toContain(other);
      }
    }
  });

  it('stands above all that it may import', () => {
    for (const other of mayImport[name]) {
      expect(packages.indexOf(other), other).toBeLessThan(packages.indexOf(name));
    }
  });

  it('declares the dependencies it uses, and no others', () => {
    const { dependencies = {}, devDependencies = {} } = manifestOf(name);
    const usedBy = (some: readonly Source[]): ReadonlySet<string | undefined> =>
      new Set(some.flatMap(({ imports }) => imports.map(packageOf)));
    const used = usedBy(of(name));
    // What runs at the installation alone may as well be a dependency of development.
    const usedByBuild = usedBy(of(name).filter(isOfBuild));
    const needed = usedBy(of(name).filter((one) => !isOfBuild(one)));
    for (const dependency of used) {
      if (dependency === undefined) continue;
      const declared = needed.has(dependency)
        ? Object.keys(dependencies)
        : Object.keys({ ...dependencies, ...devDependencies });
      expect(declared).toContain(dependency);
    }
    for (const dependency of Object.keys(dependencies)) expect(used).toContain(dependency);
    const usedByTests = usedBy(sources.filter((one) => one.package === name && one.isTest));
    for (const dependency of Object.keys(devDependencies)) {
      expect([...usedByTests, ...usedByBuild]).toContain(dependency);
    }
  });
});

describe('nothing imports the inside of another package', () => {
  it.each([...sources, ...outside].map((one) => [one.path, one] as const))(
    '%s',
    (_path, source) => {
      for (const [name, face] of workspaceImports(source)) {
        const faces = Object.keys(manifestOf(name as PackageName).exports ?? {});
        expect(faces, `${source.path} imports @trellis/${name}`).toContain(face);
      }
      for (const specifier of source.imports) {
        const target = targetOf(source, specifier);
        if (target === undefined || !/^packages\//.test(target)) continue;
        expect(target.split('/')[1], `${source.path} imports ${specifier}`).toBe(source.package);
      }
    },
  );
});

describe('imports go one way', () => {
  const files = new Set(production.map(({ path }) => path));
  const isEntrance = (path: string): boolean => /\/(index|main)\.tsx?$/.test(path);
  const edges = (nodeOf: (path: string) => string, counts: (path: string) => boolean) => {
    const map = new Map<string, Set<string>>();
    for (const source of production.filter(({ path }) => counts(path))) {
      const from = nodeOf(source.path);
      const to = map.get(from) ?? new Set();
      map.set(from, to);
      for (const specifier of source.imports) {
        const target = targetOf(source, specifier);
        if (target === undefined || !files.has(target)) continue;
        if (nodeOf(target) !== from) to.add(nodeOf(target));
      }
    }
    return map;
  };

  it('between files', () => {
    expect(
      cyclesOf(
        edges(
          (path) => path,
          () => true,
        ),
      ),
    ).toEqual([]);
  });

  it('between folders, parents and children included', () => {
    expect(cyclesOf(edges(dirname, (path) => !isEntrance(path)))).toEqual([]);
  });

  it('which a circle would not pass', () => {
    const circle = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b', 'd'])],
    ]);
    expect(cyclesOf(circle)).toEqual([['b', 'c']]);
  });
});

describe.each(browserCapable)('%s runs in a browser', (name) => {
  it('and so touches node:* only in files that a condition swaps, or that are faces of their own', () => {
    const { imports = {}, exports = {} } = manifestOf(name);
    const swapped = Object.values(imports).map((conditions) => conditions.default);
    for (const { path, imports: specifiers } of of(name).filter((one) => !isOfBuild(one))) {
      if (!specifiers.some((specifier) => specifier.startsWith('node:'))) continue;
      const own = path.replace(`packages/${name}/`, './');
      expect([...swapped, ...Object.values(exports)], path).toContain(own);
      expect(path).toMatch(/\.node\.ts$/);
    }
    for (const conditions of Object.values(imports)) expect(conditions.browser).toBeDefined();
  });
});

describe('the page of the explorer', () => {
  it('runs in a browser, and knows nothing of how it is built and served', () => {
    const page = of('explorer').filter(({ path }) => /\/src\/(page|wallet)\//.test(path));
    expect(page.length).toBeGreaterThan(20);
    for (const { path, imports } of page) {
      for (const specifier of imports) {
        expect(specifier, path).not.toMatch(/^node:|^vite$|\/build\/|\/files\.ts$/);
      }
    }
  });

  it('is known to the API by its built files alone', () => {
    const imported = of('api').flatMap(({ imports }) =>
      imports.filter((one) => one.startsWith('@trellis/explorer')),
    );
    expect(new Set(imported)).toEqual(new Set(['@trellis/explorer/files']));
  });
});

describe.each(pure)('%s is pure', (name) => {
  it('without clocks, chance, promises or output', () => {
    for (const { path, text } of of(name)) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect(code, path).not.toMatch(
        /\b(async|await|Promise|Date|performance|setTimeout|setInterval|console|process|fetch)\b|Math\.random|crypto\.get/,
      );
    }
  });
});

describe('what is behind a port', () => {
  it('is unknown to the engine', () => {
    expect(of('engine').length).toBeGreaterThan(30);
    for (const { path, imports } of of('engine')) {
      for (const specifier of imports) {
        expect(specifier, path).not.toMatch(/^node:|libp2p|level|fastify|pino/);
      }
    }
  });

  it('is known to one package', () => {
    for (const { package: name, path, imports } of production) {
      for (const specifier of imports) {
        if (/^@?libp2p|^@chainsafe\/libp2p|^@multiformats/.test(specifier)) {
          expect(['network', 'bench'], path).toContain(name);
        }
        if (/level$/.test(specifier)) expect(name, path).toBe('storage');
        if (specifier === 'fastify') expect(name, path).toBe('api');
      }
    }
  });
});

describe('bytes become text by functions of crypto', () => {
  it('since Node 24 has no methods for it', () => {
    const own = 'packages/crypto/src/byte-text.ts';
    for (const source of production.filter((one) => !isOfBuild(one) && one.path !== own)) {
      expect(source.text, source.path).not.toMatch(/\.(to|from|setFrom)(Hex|Base64)\(/);
    }
  });
});

describe('what the command line writes', () => {
  /** Files that write to the terminal: all else goes through them, which write out what acts in text of others. */
  const writers = ['output.ts', 'terminal.ts', 'live-table.ts'];

  it('goes through few files', () => {
    const direct = sources.filter(
      ({ package: name, isTest, path, text }) =>
        name === 'cli' &&
        !isTest &&
        !path.includes('/testing/') &&
        /\b(stdout|stderr)\.write\(|\bconsole\.|\boutput\.write\(/.test(text),
    );
    const paths = direct.map(({ path }) => path.replace('packages/cli/src/', ''));
    expect(paths.sort()).toEqual(writers.sort());
  });
});

describe('every file', () => {
  it.each(production.map((one) => [one.path, one] as const))('%s', (path, { text, functions }) => {
    // Nobody reads what is generated from the first line to the last.
    if (path.includes('/generated/')) return;
    expect(text.split('\n').length, 'lines').toBeLessThanOrEqual(fileLinesMax);
    expect(functions.filter(({ lines }) => lines > functionLinesMax)).toEqual([]);
    expect(text).not.toMatch(/\b(TODO|FIXME|XXX)\b/);
    expect(text).not.toMatch(/@ts-(ignore|expect-error|nocheck)/);
    expect(path).not.toMatch(/(^|\/)(utils?|helpers?|common|misc|manager)[./]/);
  });
});
