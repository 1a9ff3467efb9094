/** What an operator says of a validator's folder: that it was moved here after a clean stop. */
import { join } from 'node:path';
import type { RecoveryPoint } from '@trellis/protocol';
import { openDatabase } from '../level/database.ts';
import { type LastSigned, noGuard, openLastSignedFile } from './last-signed-file.ts';
import { memoryNames } from './memory-names.ts';

/**
 * Takes the last-signed file of a data folder for the original; gives what was signed last, or `null` if nothing is
 * recorded for sure. A limit that was set because the memory was known to be old stays. Throws `StorageError`
 * `database_in_use` while a node runs there.
 */
export async function confirmMoved(
  dataFolder: string,
  recovery: RecoveryPoint | null = null,
): Promise<LastSigned | null> {
  // Nobody may sign meanwhile: a node that runs has its database locked.
  const database = await openDatabase(join(dataFolder, 'chain'), { create: false });
  try {
    const { recovered, guard, save, close } = await openLastSignedFile(
      join(dataFolder, memoryNames(recovery).lastSigned),
    );
    try {
      if (recovered.state !== 'intact') return null;
      await save(recovered.last, guard.doubt === 'unsure' ? noGuard : guard);
      return recovered.last;
    } finally {
      await close();
    }
  } finally {
    await database.close();
  }
}
