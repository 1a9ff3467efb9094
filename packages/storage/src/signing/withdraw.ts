/** A validator gives up signing, for good, before it gives its last words for a recovery of the chain. */
import { join } from 'node:path';
import { type Height, type RecoveryPoint, toHeight } from '@trellis/protocol';
import { StorageError } from '../files/storage-error.ts';
import { openDatabase } from '../level/database.ts';
import { openLastSignedFile } from './last-signed-file.ts';
import { memoryNames } from './memory-names.ts';

/** No chain comes so far. */
const forGood: Height = toHeight(2n ** 64n - 1n);

/**
 * Resolves when it would survive a power cut that nothing more is signed of the chain after `recovery` (`null`: of the
 * chain as it began). Throws `StorageError` `memory_doubted` when what was signed last is not known for sure, and
 * `database_in_use` while the node runs.
 */
export async function withdraw(dataFolder: string, recovery: RecoveryPoint | null): Promise<void> {
  // Nobody may sign meanwhile: a node that runs has its database locked.
  const database = await openDatabase(join(dataFolder, 'chain'), { create: false });
  try {
    const path = join(dataFolder, memoryNames(recovery).lastSigned);
    const file = await openLastSignedFile(path);
    try {
      const { recovered, guard, isOriginal } = file;
      if (recovered.state !== 'intact') {
        throw doubted(path, 'it is missing or damaged: this validator counts as lost');
      }
      if (!isOriginal || guard.doubt === 'unsure') {
        throw doubted(
          path,
          'it may be a copy. If the folder was moved here after its node had stopped, and nothing was signed ' +
            'since, say so with "trellis guard confirm"; if it is a backup, this validator counts as lost',
        );
      }
      if (guard.doubt === 'old') {
        throw doubted(
          path,
          'it is known to be older than what was signed: this validator counts as lost',
        );
      }
      await file.save(recovered.last, { limit: forGood, doubt: 'withdrawn' });
    } finally {
      await file.close();
    }
  } finally {
    await database.close();
  }
}

function doubted(path: string, why: string): StorageError {
  return new StorageError('memory_doubted', `the record of what was signed last, ${path}: ${why}`);
}
