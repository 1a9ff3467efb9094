/** Key files on disk: for their owner alone, never overwritten, and there after a power cut. */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CryptoError } from './crypto-error.ts';

/** A key file has about 4 kB; what is much larger is none. */
const bytesMax = 64 * 1024;

/** Creates the file with mode 0600. Throws `CryptoError` `key_file_exists` if there is one. */
export async function writeKeyFile(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new CryptoError('key_file_exists', `${path} exists already; choose another name`);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The text of a key file. Throws `CryptoError` `unsafe_key_file` if others than its owner may read it. */
export async function readKeyFile(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new CryptoError('unsafe_key_file', `the key file ${path} ${why}`, { cause: error });
  });
  try {
    const { mode, size } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new CryptoError(
        'unsafe_key_file',
        `others than its owner may read ${path}; run: chmod 600 ${path}`,
      );
    }
    if (size > bytesMax) {
      throw new CryptoError('damaged_key_file', `${path} is too large to be a key file`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
