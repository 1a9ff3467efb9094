/** Files that are there, whole, after a power cut, and for their owner alone unless something else is said. */
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Its owner alone may read and write a file. */
export const privateMode = 0o600;

/** Others may read a file, as far as the umask of the process lets them. */
export const sharedMode = 0o666;

/** Whether its owner alone may read or write a file with this mode; Windows has no modes. */
export function isPrivate({ mode }: { readonly mode: number }): boolean {
  return process.platform === 'win32' || (mode & 0o077) === 0;
}

/**
 * The folder of a file, if others than its owner may put another file in the place of this one; `null` otherwise. Where
 * the sticky bit is set, as in /tmp, they may not (unlink(2)).
 */
export async function openFolderOf(path: string): Promise<string | null> {
  const folder = dirname(path);
  const { mode } = await stat(folder);
  const mayReplace = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  return process.platform !== 'win32' && mayReplace ? folder : null;
}

/**
 * Makes a folder for its owner alone, and those above it, unless they are there. Node's own recursion never ends
 * where the system says `ENOENT` although the folder above is there, as in /proc.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  if (await makeFolder(path)) return;
  await makePrivateFolder(dirname(path));
  if (!(await makeFolder(path))) {
    throw Object.assign(new Error(`ENOENT: no folder can be made, mkdir '${path}'`), {
      ...{ code: 'ENOENT', syscall: 'mkdir', path },
    });
  }
}

/** Whether it is there now; not where the folder above is missing. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    // `EEXIST`, or what a disk that is read-only says of a folder that is there.
    const isRefused = code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR';
    const found = isRefused ? null : await stat(path).catch(() => null);
    if (found?.isDirectory()) return true;
    throw error;
  }
}

/** Writes a new file. Throws the system's `EEXIST` if there is one of this name. */
export async function createFile(
  path: string,
  content: string | Uint8Array,
  mode = privateMode,
): Promise<void> {
  await write(path, 'wx', content, mode);
  await syncFolder(dirname(path));
}

/** Writes a file in place of one that may be there: whoever opens it finds one of them, and whole. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  mode = privateMode,
): Promise<void> {
  await write(`${path}.new`, 'w', content, mode);
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

/** Syncs a folder's own entries to disk, so that the names in it survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await withPath(path, folder.sync());
  } finally {
    await folder.close();
  }
}

/** The outcome of a use of a file, whose errors say which it is. */
export async function withPath<T>(path: string, use: Promise<T>): Promise<T> {
  try {
    return await use;
  } catch (error) {
    throw withPathOf(error, path);
  }
}

/**
 * An error of a file with its path, so that whoever is told of it knows where to look. What the system says of a file
 * that is open, or of a folder that is read as a file, has none, nor has what is found in the content of a file.
 */
export function withPathOf(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || 'path' in error) return error;
  if ('syscall' in error) error.message += ` '${path}'`;
  return Object.assign(error, { path });
}

async function write(
  path: string,
  flags: 'w' | 'wx',
  content: string | Uint8Array,
  mode: number,
): Promise<void> {
  const file = await open(path, flags, mode);
  try {
    await withPath(path, file.writeFile(content));
    await withPath(path, file.sync());
  } catch (error) {
    // The disk may be full. Half a file is of no use, and would be in the way of a whole one.
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}
