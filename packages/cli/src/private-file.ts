/** Files that hold what their owner alone may read. */
import { stat } from 'node:fs/promises';
import { isPrivate } from '@trellis/crypto/files';
import { UsageError, whyUnusable } from './command-error.ts';
import { readFileOrPipe } from './given-file.ts';

/** Codes of what can be wrong with such a file. */
interface PrivateFileCodes {
  readonly unsafe: string;
  readonly unreadable: string;
}

/** The content of the file, `what` names its kind. A file that others can read is no place for a key. Throws `UsageError`. */
export async function readPrivate(
  path: string,
  what: string,
  codes: PrivateFileCodes,
): Promise<string> {
  try {
    if (!isPrivate(await stat(path))) {
      throw new UsageError(
        codes.unsafe,
        `others than its owner may read ${path}; run: chmod 600 ${path}`,
      );
    }
    return await readFileOrPipe(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      codes.unreadable,
      `the ${what} file ${path} can’t be read: ${whyUnusable(error)}`,
    );
  }
}
