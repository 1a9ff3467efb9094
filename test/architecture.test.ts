/** The architecture, as a test: who may import whom, and what pure packages may not touch. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the sources (not the tests) of a package may import of the others. */
const mayImport = {
  crypto: [],
  protocol: ['crypto'],
  ledger: ['crypto', 'protocol'],
  consensus: ['crypto', 'protocol'],
  client: ['crypto', 'protocol'],
  explorer: ['crypto', 'protocol', 'client'],
  engine: ['crypto', 'protocol', 'ledger', 'consensus'],
  network: ['crypto', 'engine'],
  storage: ['crypto', 'protocol', 'ledger', 'engine'],
  'fault-injection': ['protocol', 'engine'],
  /** Of the explorer no more than where its built page is. */
  api: ['crypto', 'protocol', 'ledger', 'engine', 'network', 'storage', 'explorer'],
  node: ['crypto', 'protocol', 'ledger', 'engine', 'network', 'storage', 'fault-injection', 'api'],
  keystore: ['crypto', 'protocol'],
  testnet: [
    'crypto',
    'protocol',
    'client',
    'network',
    'storage',
    'fault-injection',
    'api',
    'node',
    'keystore',
  ],
  bench: [
    'crypto',
    'protocol',
    'ledger',
    'client',
    'network',
    'storage',
    'fault-injection',
    'api',
    'node',
    'testnet',
  ],
  cli: [
    'crypto',
    'protocol',
    'client',
    'network',
    'storage',
    'fault-injection',
    'api',
    'node',
    'keystore',
    'testnet',
    'bench',
  ],
} as const satisfies Record<string, readonly string[]>;

type PackageName = keyof typeof mayImport;
const packages = Object.keys(mayImport) as PackageName[];

/** Packages that also run in a browser. */
const browserCapable: readonly PackageName[] = [
  'crypto',
  'protocol',
  'ledger',
  'consensus',
  'client',
];

/** Packages that are functions of their inputs alone. */
const pure: readonly PackageName[] = ['protocol', 'ledger', 'consensus'];

/** Longest file of sources, in lines. */
const linesMax = 520;

interface Source {
  readonly package: PackageName;
  /** Path inside the package's `src`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
  readonly isTest: boolean;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly exports?: unknown;
}

function manifestOf(name: PackageName): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

/** Of the explorer: what runs in the browser. */
const isPage = (path: string): boolean => path.startsWith('page/');

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|import\.meta\.resolve\(\s*'([^']+)'\s*\)/g;

const sources: readonly Source[] = packages.flatMap((name) => {
  const folder = join(root, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => {
      const path = relative(folder, join(entry.parentPath, entry.name));
      const text = readFileSync(join(folder, path), 'utf8');
      const imports = [...text.matchAll(importPattern)]
        .flatMap((match) => match.slice(1))
        .filter(Boolean);
      const isTest = /\.(test|bench)\.ts$|(^|\/)testing\/|-fixture\.ts$/.test(path);
      return { package: name, path, text, imports, isTest };
    });
});

const production = sources.filter(({ isTest }) => !isTest);
const of = (name: PackageName): readonly Source[] =>
  production.filter((one) => one.package === name);

/** The package of an import such as `@libp2p/tcp` or `level`; `undefined` for a file or a built-in. */
function packageOf(specifier: string): string | undefined {
  if (/^[.#]|^node:/.test(specifier)) return undefined;
  const [scope = '', name = ''] = specifier.split('/');
  return specifier.startsWith('@') ? `${scope}/${name}` : scope;
}

describe.each(packages)('%s', (name) => {
  it('imports only the packages below it, by their public faces', () => {
    expect(of(name).length).toBeGreaterThan(0);
    for (const { path, imports } of sources.filter((one) => one.package === name && !one.isTest)) {
      for (const specifier of imports) {
        expect(specifier, path).not.toMatch(/packages\//);
        const match = /^@trellis\/([a-z-]+)(\/.*)?$/.exec(specifier);
        if (match === null) continue;
        expect(mayImport[name], `${path} imports ${specifier}`).toContain(match[1]);
        if (match[2] === undefined) continue;
        const faces = Object.keys(manifestOf(match[1] as PackageName).exports as object);
        expect(faces, `${path} imports ${specifier}`).toContain(`.${match[2]}`);
      }
    }
  });

  it('declares the dependencies it uses, and no others', () => {
    const { dependencies = {}, devDependencies = {} } = manifestOf(name);
    const used = new Set(of(name).flatMap(({ imports }) => imports.map(packageOf)));
    for (const dependency of used) {
      if (dependency !== undefined) expect(Object.keys(dependencies)).toContain(dependency);
    }
    for (const dependency of Object.keys(dependencies)) expect(used).toContain(dependency);
    const usedByTests = new Set(
      sources
        .filter((one) => one.package === name && one.isTest)
        .flatMap(({ imports }) => imports.map(packageOf)),
    );
    for (const dependency of Object.keys(devDependencies)) {
      expect(usedByTests).toContain(dependency);
    }
  });
});

describe.each(browserCapable)('%s runs in a browser', (name) => {
  it('and so touches node:* only in files that a condition swaps, or that are faces of their own', () => {
    const { imports = {}, exports } = manifestOf(name);
    const swapped = Object.values(imports).map((conditions) => conditions.default);
    const faces = typeof exports === 'object' && exports !== null ? Object.values(exports) : [];
    for (const { path, imports: specifiers } of of(name)) {
      if (!specifiers.some((specifier) => specifier.startsWith('node:'))) continue;
      expect([...swapped, ...faces], path).toContain(`./src/${path}`);
      expect(path).toMatch(/\.node\.ts$/);
    }
    for (const conditions of Object.values(imports)) expect(conditions.browser).toBeDefined();
  });
});

describe('the page of the explorer', () => {
  it('runs in a browser, and knows nothing of how it is built and served', () => {
    const page = of('explorer').filter(({ path }) => isPage(path));
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

describe('the engine', () => {
  it('knows ports, and nothing of sockets, disks and processes', () => {
    const engine = of('engine');
    expect(engine.length).toBeGreaterThan(30);
    for (const { path, imports } of engine) {
      for (const specifier of imports) {
        expect(specifier, path).not.toMatch(/^node:|libp2p|level|fastify|pino/);
      }
    }
  });
});

describe('every file', () => {
  it.each(production.map((one) => [`${one.package}/${one.path}`, one] as const))(
    '%s',
    (_name, one) => {
      // Nobody reads what is generated from the first line to the last.
      if (one.path.startsWith('generated/')) return;
      expect(one.text.split('\n').length).toBeLessThanOrEqual(linesMax);
      expect(one.text).not.toMatch(/\b(TODO|FIXME|XXX)\b/);
      expect(one.text).not.toMatch(/@ts-(ignore|expect-error|nocheck)/);
      expect(one.path).not.toMatch(/(^|\/)(utils?|helpers?|common|misc|manager)[./]/);
    },
  );
});
