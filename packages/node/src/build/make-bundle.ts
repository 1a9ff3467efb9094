/** Makes the built form of a program (`current-bundle.js`). */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentsName } from '../bundle/current-bundle.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

export interface BundlePlan {
  /** The module to begin with. */
  readonly entry: string;
  readonly folder: string;
  /** What stays outside, and is loaded from where it is. */
  isOutside(id: string): boolean;
  /** Whether it is written down beside it which place is which of the sources. */
  readonly hasMap?: boolean;
  /** What else the bundle says of itself. */
  readonly facts?: object;
}

/** Builds into a folder beside the old bundle and then takes its place: a process may be loading it. */
export async function makeBundle(plan: BundlePlan): Promise<void> {
  const { entry, folder, isOutside, hasMap = false, facts = {} } = plan;
  const outDir = `${folder}-${process.pid}`;
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
        sourcemap: hasMap && 'hidden',
        rolldownOptions: { external: (id) => isOutside(id) },
      },
    });
    if (!('output' in made)) throw new Error('the build gave nothing');
    const ids = made.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    const main = made.output.find((file) => file.type === 'chunk' && file.isEntry);
    if (main === undefined) throw new Error('the build gave no file to begin with');
    const contents = {
      ...facts,
      entry: main.fileName,
      sources: await Promise.all([...sourcesOf(ids), join(root, 'pnpm-lock.yaml')].map(stampOf)),
      files: await Promise.all(made.output.map(({ fileName }) => builtFile(outDir, fileName))),
    };
    await writeFile(join(outDir, contentsName), JSON.stringify(contents));
    await rm(folder, { recursive: true, force: true });
    await rename(outDir, folder).catch((error: NodeJS.ErrnoException) => {
      // Somebody else built the same at the same time, and was first.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
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

async function builtFile(folder: string, path: string): Promise<readonly [string, number]> {
  return [path, (await stat(join(folder, path))).size];
}
