/** Key files on disk: for their owner alone, never overwritten, and there after a power cut. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CryptoError } from './crypto-error.ts';
import { createFile, isPrivate, openFolderOf, withPath } from './files.node.ts';

/** A key file has about 4 kB; what is much larger is none. */
const bytesMax = 64 * 1024;

/** Writes a new key file. Throws `CryptoError` `key_file_exists` if there is one of this name. */
export async function writeKeyFile(path: string, text: string): Promise<void> {
  await createFile(path, text).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new CryptoError('key_file_exists', `${path} exists already; choose another name`);
  });
}

/** The text of a key file. Throws `CryptoError` `unsafe_key_file` if others than its owner may read or replace it. */
export async function readKeyFile(path: string): Promise<string> {
  // Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new CryptoError('unsafe_key_file', `the key file ${path} ${why}`, { cause: error });
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile())
      throw new CryptoError(
        'unsafe_key_file',
        `${path} is not a file: put the key file there again`,
      );
    if (!isPrivate(stats)) {
      throw new CryptoError(
        'unsafe_key_file',
        `others than its owner may read ${path}; run: chmod 600 ${path}`,
      );
    }
    const open = await openFolderOf(path);
    if (open !== null) {
      throw new CryptoError(
        'unsafe_key_file',
        `others than its owner may replace ${path}; run: chmod go-w ${open}`,
      );
    }
    if (stats.size > bytesMax) {
      throw new CryptoError('damaged_key_file', `${path} is too large to be a key file`);
    }
    return await withPath(path, file.readFile('utf8'));
  } finally {
    await file.close();
  }
}
