/** One process at a time for a folder that has no database of its own to be locked. */
import { join } from 'node:path';
import { openDatabase } from '../level/database.ts';

export interface HeldFolder {
  release(): Promise<void>;
}

/**
 * Nobody else gets the folder until it is released, or this process has ended, however it did: the lock is the system's,
 * on an empty database of LevelDB. Throws `StorageError` `database_in_use` while another one has it.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  const database = await openDatabase(join(folder, 'lock'), { create: true });
  return { release: () => database.close() };
}
