/** Files with secrets that the configuration names. */
import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ConfigError } from '@trellis/api';
import { isPrivate, openFolderOf } from '@trellis/crypto/files';

/** Throws `ConfigError` for one that can't be read, or that others can; `what` it is, such as `key file`. */
export async function readConfiguredFile(path: string, what: string): Promise<Buffer> {
  let found: Stats;
  let open: string | null;
  try {
    found = await stat(path);
    open = await openFolderOf(path);
    if (found.isFile() && isPrivate(found) && open === null) return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError('config_unreadable', `the ${what} ${path} cannot be read (${code})`, {
      cause: error,
    });
  }
  if (!found.isFile()) {
    throw new ConfigError(
      'config_unreadable',
      `the ${what} ${path} is not a file: move away what is there, and put the file back`,
    );
  }
  if (open !== null && isPrivate(found)) {
    throw new ConfigError(
      'file_not_private',
      `others than its owner may replace the ${what} ${path}; run: chmod go-w ${open}`,
    );
  }
  throw new ConfigError(
    'file_not_private',
    `others than its owner may read or change the ${what} ${path}; run: chmod 600 ${path}`,
  );
}
