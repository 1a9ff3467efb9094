/** The files that a command is given: read whole, or rewritten. */
import { readFile } from 'node:fs/promises';
import { createFile } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from './command-error.ts';

/** The text of a file. Throws `UsageError` that says why `what` can't be read. */
export async function readGivenFile(path: string, what = `the file ${path}`): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError('file_unreadable', `${what} can’t be read: ${whyUnusable(error)}`);
  });
}

/** Writes a file that is not there yet, for its owner alone unless a mode is named. Throws `UsageError`. */
export async function writeNewFile(path: string, content: string, mode?: number): Promise<void> {
  await createFile(path, content, mode).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST' ? 'it exists already; name another file' : whyUnusable(error);
    throw new UsageError('file_unwritable', `${path} can’t be written: ${why}`);
  });
}
