/** Files that hold what their owner alone may read. */
import { stat } from 'node:fs/promises';
import { isPrivate } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from './command-error.ts';
import { readFileOrPipe } from './given-file.ts';

/** How it is said what is wrong with a file of this kind. */
export interface PrivateFileErrors {
  /** Others may read it. */
  unsafe(path: string): UsageError;
  unreadable(path: string, why: string): UsageError;
}

/** More than any key or token has. */
const bytesMax = 1_000_000;

/** The content of the file. One that others can read is no place for a key. Throws `UsageError`. */
export async function readPrivate(path: string, errors: PrivateFileErrors): Promise<string> {
  try {
    const found = await stat(path);
    // Nobody is told to change the mode of what is no file, as others need it: a folder is refused when it is read.
    if (!found.isDirectory()) {
      if (!found.isFile() && !found.isFIFO()) throw errors.unreadable(path, 'it is a device');
      if (found.size > bytesMax) throw errors.unreadable(path, 'it is too large for a key');
      if (!isPrivate(found)) throw errors.unsafe(path);
    }
    return await readFileOrPipe(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw errors.unreadable(path, whyUnusable(error));
  }
}
