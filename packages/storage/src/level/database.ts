/** Opening the database, reading from it, and what can be wrong with it. */
import { type Codec, decodeTrusted } from '@trellis/protocol';
import { Level } from 'level';
import { StorageError } from '../files/storage-error.ts';
import { keys } from './keyspace.ts';

/** Version of the layout in `keyspace.ts` and `records.ts`. */
export const format = 3;

export type Database = Level<Uint8Array, Uint8Array>;
export type Batch = ReturnType<Database['batch']>;
export type Snapshot = ReturnType<Database['snapshot']>;

/** Opens or, if asked to, creates a database. Throws `StorageError`. */
export async function openDatabase(
  path: string,
  options: { readonly create: boolean },
): Promise<Database> {
  const database = new Level<Uint8Array, Uint8Array>(path, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    createIfMissing: options.create,
    // Nearly all that is stored is signatures and hashes, which no compression makes smaller.
    compression: false,
    // A few seconds of full load between two compactions.
    writeBufferSize: 32 * 1024 * 1024,
  });
  try {
    await database.open();
    checkFormat(database, path);
    return database;
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined;
    if (cause?.code === 'LEVEL_LOCKED') {
      throw new StorageError(
        'database_in_use',
        `another process uses the database ${path}; stop it first`,
        { cause: error },
      );
    }
    throw damaged(path, cause?.message ?? 'it cannot be opened', error);
  }
}

function checkFormat(database: Database, path: string): void {
  const stored = database.getSync(keys.meta('format'));
  if (stored === undefined || (stored.length === 1 && stored[0] === format)) return;
  throw new StorageError(
    'unknown_format',
    `the database ${path} has format ${stored.join('.')}, and this version reads ${format} only`,
  );
}

/** What stands under a key; `what` is what errors call it. */
export function readRecord<T>(
  database: Database,
  key: Uint8Array,
  codec: Codec<T>,
  what: string,
): T | undefined {
  const bytes = database.getSync(key);
  return bytes === undefined ? undefined : decodeTrusted(codec, bytes, what);
}

/** A database that can't be trusted. */
export function damaged(path: string, what: string, cause?: unknown): StorageError {
  return new StorageError(
    'database_damaged',
    `the database ${path} is damaged: ${what}. Nothing was changed. Move the folder away and start ` +
      'again: the node will fetch the chain from its peers.',
    { cause },
  );
}
