/** Opening a file that is written to in place, such as a log. */
import { type FileHandle, open } from 'node:fs/promises';
import { privateMode } from '@trellis/crypto/files';

/** Opens a file to read and write it; a new one is its owner's alone, and its folder is not synced yet. */
export async function openOrCreate(path: string): Promise<{ file: FileHandle; created: boolean }> {
  try {
    return { file: await open(path, 'r+'), created: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { file: await open(path, 'wx+', privateMode), created: true };
  }
}
