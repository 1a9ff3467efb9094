/** Software that nodes of a trial run: this checkout, or an older commit in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestnetManifest, TestnetOptions } from '@trellis/testnet';

export interface Build {
  readonly name: string;
  /** The folder of its sources. */
  readonly root: string;
  /** The program of a node. */
  readonly program: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** This checkout. */
export const newer: Build = {
  name: 'newer',
  root,
  program: join(root, 'packages/node/src/main.ts'),
};

/** This checkout, as if it knew the first version alone: for tests in which a second build would take too long. */
export const asFirst: Build = {
  name: 'older',
  root,
  program: fileURLToPath(new URL('first-version-node.ts', import.meta.url)),
};

/** The last commit before the second version: it has the mechanism, and knows the first version alone. */
export const firstCommit = '64200d4';

export interface CheckedOut extends Build {
  remove(): Promise<void>;
}

/** A commit that is installed in a folder. */
export const inFolder = (folder: string, commit: string): Build => ({
  name: `commit ${commit}`,
  root: folder,
  program: join(folder, 'packages/node/src/main.ts'),
});

/** Takes a commit out of the history, with its own dependencies; `null` where the history is not there. */
export async function checkOut(commit: string): Promise<CheckedOut | null> {
  const known = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root });
  if (known.status !== 0) return null;
  const folder = await mkdtemp(join(tmpdir(), 'trellis-older-'));
  const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  // Its own versions of everything, from the store that this checkout was installed from.
  execFileSync('npx', ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return {
    ...inFolder(folder, commit),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Makes a testnet with the software of a build: its files have what this one knows of, and no more. */
export async function initWith(
  build: Build,
  home: string,
  options: Omit<TestnetOptions, 'provider'>,
): Promise<TestnetManifest> {
  const of = (name: string): string => join(build.root, 'packages', name, 'src/index.ts');
  const { createProvider }: typeof import('@trellis/crypto') = await import(of('crypto'));
  const { initTestnet }: typeof import('@trellis/testnet') = await import(of('testnet'));
  return initTestnet(home, { ...options, provider: createProvider('native') });
}
