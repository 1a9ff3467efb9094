/** The files that a command is given: read whole, or rewritten. */
import { access, readFile } from 'node:fs/promises';
import { createFile } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from './command-error.ts';

/** The text of a file. Throws `UsageError` that says why `what` can't be read. */
export async function readGivenFile(path: string, what = `the file ${path}`): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError('file_unreadable', `${what} can’t be read: ${whyUnusable(error)}`);
  });
}

/** Refuses a file that is there, before anybody is asked for anything. Throws `UsageError`. */
export async function expectNoFile(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw unwritable(path, 'it exists already; name another file');
}

const unwritable = (path: string, why: string): UsageError =>
  new UsageError('file_unwritable', `${path} can’t be written: ${why}`);

/** Writes a file that is not there yet, for its owner alone unless a mode is named. Throws `UsageError`. */
export async function writeNewFile(path: string, content: string, mode?: number): Promise<void> {
  await createFile(path, content, mode).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST' ? 'it exists already; name another file' : whyUnusable(error);
    throw unwritable(path, why);
  });
}
