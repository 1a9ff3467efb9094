/** Libraries that are loaded into a node before its own: they watch or disturb what it asks of the system. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Compiles one of the C files beside this one, into a folder; `null` where there is no C compiler, or no Linux. */
export async function buildLibrary(home: string, source: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const folder = await mkdtemp(join(home, 'library-'));
  const library = join(folder, `${basename(source, '.c')}.so`);
  const path = fileURLToPath(new URL(source, import.meta.url));
  try {
    await promisify(execFile)('cc', ['-shared', '-fPIC', '-O1', '-o', library, path, '-ldl']);
    return library;
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
}

/** What is started meanwhile has the library: a process inherits the environment of whoever starts it. */
export async function withLibrary<T>(
  library: string,
  orders: Readonly<Record<string, string>>,
  start: () => Promise<T>,
): Promise<T> {
  const all = { LD_PRELOAD: library, ...orders };
  Object.assign(process.env, all);
  try {
    return await start();
  } finally {
    for (const name of Object.keys(all)) delete process.env[name];
  }
}
