/** The folder that all of a node's state is in: refused before anything is opened in it, if it can't be written to. */

import { access, constants, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isPrivate, makePrivateFolder } from '@trellis/crypto/files';
import { diskFreeBytesMin } from '@trellis/engine';
import { StorageError } from '../files/storage-error.ts';
import { createLastSignedFile } from './last-signed-file.ts';

/** Makes the folder if it is missing. Throws `StorageError` `folder_not_writable`, `folder_not_private` or `disk_full`. */
export async function openDataFolder(path: string): Promise<void> {
  try {
    await makePrivateFolder(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EROFS' ? 'is on a read-only file system' : `can't be written to (${code})`;
    throw new StorageError(
      'folder_not_writable',
      `the data folder ${path} ${why}. Nothing in it is damaged: give this user the right to write there, ` +
        'then start again.',
      { cause: error },
    );
  }
  if (!isPrivate(await stat(path))) {
    throw new StorageError(
      'folder_not_private',
      `others than its owner may read or change the data folder ${path}; run: chmod 700 ${path}`,
    );
  }
  const tight = await tightDisk(path);
  if (tight === null) return;
  throw new StorageError(
    'disk_full',
    `the disk of the data folder ${path} has ${tight.freeBytes} bytes left, and a node needs ${tight.neededBytes} to ` +
      'start. Nothing is damaged: make room, then start again.',
  );
}

/** How much is left where a node could not start for want of room; `null` where it could. */
export async function tightDisk(
  path: string,
): Promise<{ readonly freeBytes: number; readonly neededBytes: number } | null> {
  const free = await freeBytes(path);
  if (free === null || free >= diskFreeBytesMin) return null;
  return { freeBytes: free, neededBytes: diskFreeBytesMin };
}

/** Makes the folder of a validator whose keys have just been made: it has signed nothing yet, and knows that. */
export async function createValidatorFolder(path: string): Promise<void> {
  await makePrivateFolder(path);
  await createLastSignedFile(join(path, 'last-signed'));
}

/** What is left for this user, and how much there is in all; `null` where the file system doesn't tell. */
export async function diskSpace(
  path: string,
): Promise<{ readonly freeBytes: number; readonly totalBytes: number } | null> {
  return statfs(path).then(
    ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }),
    () => null,
  );
}

/** What is left for this user; `null` where the file system doesn't tell. */
export async function freeBytes(path: string): Promise<number | null> {
  return statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}
