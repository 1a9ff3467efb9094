/**
 * The tarballs installed by npm, pnpm and yarn in empty folders, on each Node that they name: `pnpm release:install`. It
 * fetches what they depend on from the npm registry, and so is no part of `pnpm test`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { esbuildBytes } from './bundled-page.ts';
import { expectDemo, expectRequirable, expectSigning } from './installed.ts';
import { makeRelease, type Release } from './make-release.ts';
import {
  fetchTools,
  type Installation,
  install,
  type ManagerName,
  type Nodes,
  runInstalled,
  type Tools,
} from './package-managers.ts';

const timeoutMs = 1_800_000;

let release: Release;
let tools: Tools;
beforeAll(async () => {
  release = await makeRelease();
  tools = await fetchTools(release.folder());
}, timeoutMs);
afterAll(() => release?.remove());

const everyPair = (['npm', 'pnpm', 'yarn'] as const).flatMap((manager) =>
  (['node24', 'node26'] as const).map((node) => [manager, node] as const),
);

async function installed(manager: ManagerName, node: keyof Nodes): Promise<Installation> {
  const made = { manager, node: tools.nodes[node], folder: release.folder() };
  await install(tools, made, release.built);
  return made;
}

describe.each(everyPair)('%s with %s', (manager, node) => {
  let place: Installation;
  beforeAll(async () => {
    place = await installed(manager, node);
  }, timeoutMs);

  it('runs the command', async () => {
    expect(await runInstalled(tools, place, 'trellis', '--version')).toMatch(/^\d+\.\d+\.\d+\s*$/);
  });

  it('runs a module whose types are right, signed by OpenSSL', () =>
    expectSigning(place, 'native'));

  it('lets CommonJS require every face', () => expectRequirable(place, release.libraries));

  it('lets esbuild leave out what a page does not use', async () => {
    const source = `export { createClient } from '@trellis/client';`;
    const bytes = await esbuildBytes(place.folder, source);
    expect(bytes).toBeLessThanOrEqual(81_500);
    expect(bytes).toBeGreaterThan(60_000);
  });

  it(
    'runs a network',
    async () => expectDemo(await runInstalled(tools, place, 'trellis', 'demo')),
    timeoutMs,
  );
});

describe('a Node without ML-DSA', () => {
  let place: Installation;
  beforeAll(async () => {
    place = await installed('npm', 'oldest');
  }, timeoutMs);

  it('signs and verifies in JavaScript and WebAssembly', () => expectSigning(place, 'portable'));

  it('lets CommonJS require every face', () => expectRequirable(place, release.libraries));

  it('runs the command, but no node', async () => {
    expect(await runInstalled(tools, place, 'trellis', '--version')).toMatch(/^\d+\.\d+\.\d+\s*$/);
    await expect(runInstalled(tools, place, 'trellis', 'demo')).rejects.toThrow(/ML-DSA|24\.15/);
  });
});
