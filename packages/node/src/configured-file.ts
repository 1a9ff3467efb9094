/** Files that the configuration names. */
import { readFile } from 'node:fs/promises';
import { ConfigError } from '@trellis/api';

/** Throws `ConfigError` for one that can't be read; `what` it is, such as `key file`. */
export async function readConfiguredFile(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError('config_unreadable', `the ${what} ${path} cannot be read (${code})`, {
      cause: error,
    });
  }
}
