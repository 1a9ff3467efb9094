/** Builds the bundle of the commands that run no node, when what it is made of has changed since the last time. */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder, bundleFor } from '../bundle.js';
import { commandTable } from '../commands/command-table.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const entry = fileURLToPath(new URL('../commands/program.ts', import.meta.url));

/**
 * Packages that stay outside, as they are loaded by the commands that the bundle leaves out. A class of such a package
 * and its copy in the bundle would be two classes. `explorer` says where its own files are, which a copy can't.
 */
const outside =
  /^@trellis\/(api|bench|explorer|fault-injection|network|node|storage|testnet)(\/|$)/;

/** What those packages offer without the rest: names alone, for help and completion. */
const inside = ['@trellis/bench/options', '@trellis/node/node-files'];

/** Builds into a folder beside the old bundle and then takes its place: a command may be loading it. */
export async function buildBundle(): Promise<'built' | 'current'> {
  if (bundleFor([]) !== undefined) return 'current';
  const outDir = `${bundleFolder}-${process.pid}`;
  const { build } = await import('vite');
  try {
    const made = await build({
      configFile: false,
      logLevel: 'error',
      root,
      // Everything else is put in, packages of others too.
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir,
        emptyOutDir: true,
        minify: false,
        target: 'es2024',
        rolldownOptions: { external: (id) => outside.test(id) && !inside.includes(id) },
      },
    });
    if (!('output' in made)) throw new Error('the build gave nothing');
    const ids = made.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    const main = made.output.find((file) => file.type === 'chunk' && file.isEntry);
    if (main === undefined) throw new Error('the build gave no file to begin with');
    const contents = {
      entry: main.fileName,
      left: commandTable.filter(({ runsNodes }) => runsNodes === true).map(({ name }) => name),
      sources: await Promise.all([...sourcesOf(ids), join(root, 'pnpm-lock.yaml')].map(stampOf)),
    };
    await writeFile(join(outDir, 'contents.json'), JSON.stringify(contents));
    await rm(bundleFolder, { recursive: true, force: true });
    await rename(outDir, bundleFolder).catch((error: NodeJS.ErrnoException) => {
      // Somebody else built the same at the same time, and was first.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
  return 'built';
}

/** The files of this repository; those of other packages change with the lock file. */
function sourcesOf(ids: readonly string[]): readonly string[] {
  const files = ids.filter((id) => id.startsWith(root) && !id.includes('node_modules'));
  return [...new Set(files)];
}

async function stampOf(path: string): Promise<readonly [string, number, number]> {
  const { mtimeMs, size } = await stat(path);
  return [relative(root, path), mtimeMs, size];
}
