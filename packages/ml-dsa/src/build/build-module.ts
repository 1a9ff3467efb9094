/** Builds the module when what it is made of has changed since the last time. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemblyFolder, compileModule } from './compile.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const buildFolder = fileURLToPath(new URL('.', import.meta.url));

/** Asking whether it has to be built takes a few milliseconds, so that every start can ask. */
export async function buildModule(): Promise<'built' | 'current'> {
  const stamp = await stampOfSources();
  const path = join(dist, 'module.ts');
  const built = await readFile(path, 'utf8').catch(() => '');
  if (built.includes(stamp)) return 'current';
  await mkdir(dist, { recursive: true });
  // Renamed into its place, since others may read or build it at the same time.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, moduleSource(stamp, await compileModule()));
  await rename(draft, path);
  return 'built';
}

/** As text, which Node and bundlers for browsers load in the same way, and at once. */
function moduleSource(stamp: string, bytes: Uint8Array): string {
  return `/** The compiled verifier; made of sources with the hash ${stamp}. */
export const moduleBase64 =
  '${bytes.toBase64()}';
`;
}

/** Over the sources, what compiles them, and the compiler's version. */
async function stampOfSources(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('assemblyscript/package.json');
  const files = [...(await filesIn(assemblyFolder)), ...(await filesIn(buildFolder)), manifest];
  const sum = createHash('sha256');
  for (const file of files) sum.update(await readFile(file)).update('\0');
  return sum.digest('hex');
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.sort().map((name) => join(folder, name));
}
