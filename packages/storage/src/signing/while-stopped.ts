/** What may only be done to the folder of a node that does not run. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../level/database.ts';

/** Throws `StorageError` `database_in_use` while the node runs. A node that never ran has no database to be in use. */
export async function whileStopped<T>(dataFolder: string, run: () => Promise<T>): Promise<T> {
  const path = join(dataFolder, 'chain');
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return run();
  // A node that runs has its database locked.
  const database = await openDatabase(path, { create: false });
  try {
    return await run();
  } finally {
    await database.close();
  }
}
