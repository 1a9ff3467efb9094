/**
 * Builds the page when what it is made of has changed since the last time. Asking whether it has takes a
 * few hundredths of a second, so that every start can ask.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageBase, pageFolder } from '../files.ts';

const explorer = fileURLToPath(new URL('../..', import.meta.url));
const packages = fileURLToPath(new URL('../../..', import.meta.url));

/** What the page is made of. */
const inputs = [
  join(explorer, 'index.html'),
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
  const { build } = await import('vite');
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      root: explorer,
      base: `${pageBase}/`,
      build: {
        outDir,
        emptyOutDir: true,
        // What is inlined would be refused by the page's own policy.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        target: 'es2022',
      },
      worker: { format: 'es' },
    });
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
