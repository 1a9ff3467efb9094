/**
 * One gateway runs on a folder. The lock is SQLite's on a file of its own, which the system frees when the process ends,
 * however it ends; a lock that is a file would stay behind.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@trellis/crypto/coded-error';
import { createFile } from '@trellis/crypto/files';

/** Another gateway runs on the folder. */
export class FolderInUse extends CodedError<'folder_in_use'> {}

/** SQLITE_BUSY: another connection has it. */
const busyCode = 5;

/** Gives what ends the use. Throws `FolderInUse`. */
export async function takeFolder(state: string): Promise<() => void> {
  const path = join(state, 'running.sqlite');
  await createFile(path, '').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === busyCode;
    if (!isBusy) throw error;
    throw new FolderInUse(
      'folder_in_use',
      `another gateway runs on ${state}: stop that one, or give this one a folder of its own`,
    );
  }
  return () => lock.close();
}
