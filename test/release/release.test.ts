/** What is released: that it is complete, reproducible, and as npm users expect it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { publint } from 'publint';
import { list } from 'tar';
import { preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiReports } from '../../scripts/release/api-report.ts';
import { buildRelease } from '../../scripts/release/build.ts';
import {
  isInternalFace,
  type Manifest,
  releasedPackages,
  workspacePackages,
} from '../../scripts/release/packages.ts';
import { hasBrowser, launchBrowser, titleOf } from '../e2e/browser.ts';
import { buildPage, esbuildBytes } from './bundled-page.ts';
import { expectDemo, expectRequirable, expectSigning, putProgram } from './installed.ts';
import { makeRelease, type Release } from './make-release.ts';
import { runNode, typeCheck } from './run.ts';
import { unpackInto } from './unpack.ts';

/** On a busy machine: building takes seconds on an idle one. */
const buildTimeoutMs = 900_000;

let release: Release;
beforeAll(async () => {
  release = await makeRelease();
}, buildTimeoutMs);
afterAll(() => release?.remove());

const names = releasedPackages().map(({ name }) => name);
const libraries = releasedPackages().filter(({ kind }) => kind === 'library');

function builtPackage(name: string): Release['built'][number] {
  const found = release.built.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} was not built`);
  return found;
}

const read = (name: string, path: string): string =>
  readFileSync(join(builtPackage(name).files, path), 'utf8');

const releasedManifest = (name: string): Manifest & Readonly<Record<string, unknown>> =>
  JSON.parse(read(name, 'package.json'));

function pathsIn(tarball: string): readonly string[] {
  const paths: string[] = [];
  list({ file: tarball, sync: true, onReadEntry: ({ path }) => paths.push(path) });
  return paths.map((path) => path.replace(/^package\//, ''));
}

it('the command and the libraries are released, and nothing else', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      '@trellis/client',
      '@trellis/crypto',
      '@trellis/ml-dsa',
      '@trellis/protocol',
      'trellis',
    ]),
  );
  // One release, one version.
  const versions = workspacePackages().map(({ manifest }) => manifest.version);
  expect(new Set(versions).size).toBe(1);
});

it(
  'building again gives the same bytes',
  async () => {
    const again = await buildRelease(join(release.folder(), 'release'));
    for (const { name, tarball, billOfMaterials } of again) {
      const first = builtPackage(name);
      expect(readFileSync(tarball).equals(readFileSync(first.tarball)), name).toBe(true);
      expect(readFileSync(billOfMaterials, 'utf8')).toBe(
        readFileSync(first.billOfMaterials, 'utf8'),
      );
    }
  },
  buildTimeoutMs,
);

describe.each(names)('%s', (name) => {
  it('has what npm shows of it', () => {
    const manifest = releasedManifest(name);
    expect(manifest).toMatchObject({
      name,
      license: 'Apache-2.0',
      type: 'module',
      description: expect.stringMatching(/.{20}/),
      engines: { node: expect.stringMatching(/^>=\d/) },
    });
    expect(manifest.private).toBeUndefined();
    expect(read(name, 'README.md').startsWith(`# ${name}\n`)).toBe(true);
    // A link into the repository leads nowhere from npm.
    expect(read(name, 'README.md')).not.toMatch(/\]\((?!https:)/);
    expect(read(name, 'CHANGELOG.md')).toContain(`\n## ${manifest.version}\n`);
    expect(read(name, 'LICENSE')).toContain('Apache License');
  });

  it('depends on exact versions of packages that everybody can have', () => {
    const versions = Object.entries(releasedManifest(name).dependencies ?? {});
    for (const [dependency, version] of versions) {
      expect(version, dependency).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      if (dependency.startsWith('@trellis/')) expect(names).toContain(dependency);
    }
  });

  it('is JavaScript with types, and has no tests', () => {
    const paths = pathsIn(builtPackage(name).tarball);
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      expect(path).toMatch(/\.(js|d\.ts|json|md|html|css|svg)$|^LICENSE$/);
      expect(path).not.toMatch(/\.(test|bench)\.|(^|\/)(testing|build)\//);
    }
    for (const path of paths.filter((one) => /\.(js|ts)$/.test(one))) {
      const code = read(name, path).replace(/\/\*[\s\S]*?\*\//g, '');
      expect(code, path).not.toMatch(/["'](\.{1,2}\/[^"'\s]*(?<!\.d)\.tsx?|workspace:[^"']*)["']/);
    }
  });

  it('passes publint', async () => {
    const { buffer } = new Uint8Array(readFileSync(builtPackage(name).tarball));
    expect((await publint({ pack: { tarball: buffer }, strict: true })).messages).toEqual([]);
  });

  it('has a valid bill of materials with all that it depends on', async () => {
    const text = readFileSync(builtPackage(name).billOfMaterials, 'utf8');
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    const { components = [] }: { components?: readonly { name: string; version: string }[] } =
      JSON.parse(text);
    const listed = components.map((one) => `${one.name}@${one.version}`);
    for (const [dependency, version] of Object.entries(releasedManifest(name).dependencies ?? {})) {
      expect(listed).toContain(`${dependency}@${version}`);
    }
  });
});

describe.each(libraries.map(({ name, manifest }) => [name, manifest] as const))(
  '%s as a library',
  (name, { exports: faces = {} }) => {
    it('has types that every resolution of a module can use', async () => {
      const tarball = new Uint8Array(readFileSync(builtPackage(name).tarball));
      const checked = await checkPackage(createPackageFromTarballData(tarball));
      if (checked.types === false) throw new Error(`${name} has no types`);
      // Modules alone, as the profile `esm-only` of `attw` has it: Node requires them since 22.12.
      const problems = checked.problems.filter(
        (one) => !('resolutionKind' in one && /^node(10|16-cjs)$/.test(one.resolutionKind)),
      );
      expect(problems).toEqual([]);
    });

    it('releases every face but those for the repository itself', () => {
      const released = Object.keys(releasedManifest(name).exports ?? {});
      const expected = Object.keys(faces).filter((face) => !isInternalFace(face));
      expect(released).toEqual([...expected, './package.json']);
    });
  },
);

it(
  'what the libraries offer is what their reports say: "pnpm release:build --reports" writes them',
  () => {
    for (const { path, text } of apiReports(release.libraries)) {
      expect(existsSync(path), path).toBe(true);
      expect(text === readFileSync(path, 'utf8'), path).toBe(true);
    }
  },
  buildTimeoutMs,
);

describe('unpacked from their tarballs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = release.folder();
    await unpackInto(folder, release.built);
  });

  it('a module imports them, and its types are right', () => expectSigning({ folder }, 'native'));

  it('CommonJS requires them', () => expectRequirable({ folder }, release.libraries));

  it(
    'the command runs a network and pays',
    async () => {
      const program = join('node_modules', 'trellis', 'dist', 'cli', 'src', 'main.js');
      expectDemo(await runNode({ folder }, program, 'demo'));
    },
    buildTimeoutMs,
  );

  it.each([
    ['an address', `export { parseAddress } from '@trellis/crypto';`, 2_400],
    ['reading a status', `export { httpTransport, getStatus } from '@trellis/client';`, 39_500],
    ['paying and proving', `export { createClient } from '@trellis/client';`, 83_000],
  ])('esbuild leaves out what a page for %s does not use', async (_what, source, most) => {
    const bytes = await esbuildBytes(folder, source);
    expect(bytes).toBeLessThanOrEqual(most);
    // A budget that is far above would not notice the next thing that is loaded without need.
    expect(bytes).toBeGreaterThan(0.8 * most);
  });

  it(titleOf('a page built by Vite signs and verifies'), async ({ skip }) => {
    await typeCheck(folder, 'page', putProgram(folder, 'page.ts'));
    const scripts = await buildPage(folder);
    for (const script of scripts) expect(script).not.toMatch(/["'`]node:[a-z]/);
    skip(!hasBrowser);
    const server = await preview({
      configFile: false,
      root: folder,
      build: { outDir: 'page' },
      preview: { port: 0, host: '127.0.0.1' },
    });
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(server.resolvedUrls?.local[0] ?? '');
      await page.waitForFunction(`document.title !== 'waiting'`);
      expect(await page.title()).toBe('portable true function http://127.0.0.1:26700');
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
