/**
 * Builds the page and the wallet when what it is made of has changed since the last time. Asking whether it has takes a
 * few hundredths of a second, so that every start can ask.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageBase, pageFolder, walletFolder } from '../files.ts';

const explorer = fileURLToPath(new URL('../..', import.meta.url));
const packages = fileURLToPath(new URL('../../..', import.meta.url));

/** What the page is made of. */
const inputs = [
  join(explorer, 'index.html'),
  join(explorer, 'wallet.html'),
  join(explorer, 'public'),
  join(explorer, 'src'),
  join(packages, 'client', 'src'),
  join(packages, 'protocol', 'src'),
  join(packages, 'crypto', 'src'),
  join(packages, 'ml-dsa', 'src'),
  join(packages, 'ml-dsa', 'dist'),
  join(packages, '..', 'pnpm-lock.yaml'),
];

const stampName = '.inputs';

/** Builds into a folder beside the old page and then takes its place: a node may be reading it. */
export async function buildPage(): Promise<'built' | 'current'> {
  const stamp = await stampOf(inputs);
  const built = await readFile(join(pageFolder, stampName), 'utf8').catch(() => undefined);
  if (built === stamp) return 'current';
  const outDir = `${pageFolder}-${process.pid}`;
  try {
    await buildBundle({ outDir, base: `${pageBase}/`, document: 'index.html' });
    // Beside its document, so that it works at whatever path it is put.
    const walletDir = join(outDir, basename(walletFolder));
    await buildBundle({ outDir: walletDir, base: './', document: 'wallet.html' });
    await rename(join(walletDir, 'wallet.html'), join(walletDir, 'index.html'));
    await writeFile(join(outDir, stampName), stamp);
    await rm(pageFolder, { recursive: true, force: true });
    await rename(outDir, pageFolder).catch((error: NodeJS.ErrnoException) => {
      // Somebody else built the same at the same time, and was first.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
  return 'built';
}

async function buildBundle({
  outDir,
  base,
  document,
}: {
  readonly outDir: string;
  readonly base: string;
  readonly document: string;
}): Promise<void> {
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'error',
    root: explorer,
    base,
    build: {
      outDir,
      emptyOutDir: true,
      // What is inlined would be refused by the page's own policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2022',
      rolldownOptions: { input: join(explorer, document) },
    },
    // One file each: the worker that signs may load nothing.
    worker: { format: 'es', rolldownOptions: { output: { codeSplitting: false } } },
  });
}

/** A hash over the names and contents of all files. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const sum = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      sum
        .update(file.slice(packages.length))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return sum.digest('hex');
}

async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile() && !/\.(test|bench)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
