/** Opening the database, and reading records from it. */
import {
  type Codec,
  decode,
  decodeTrustedStateRecord,
  type RecordOf,
  type StateKey,
  type StateKind,
} from '@trellis/protocol';
import { Level } from 'level';
import { StorageError } from '../files/storage-error.ts';
import { checkedDatabase } from './checked-database.ts';
import { damaged } from './damage.ts';
import type { Database } from './database-interface.ts';
import { keys } from './keyspace.ts';

/** Opens or, if asked to, creates a database. Throws `StorageError`. */
export async function openDatabase(
  path: string,
  options: { readonly create: boolean },
): Promise<Database> {
  const raw = new Level<Uint8Array, Uint8Array>(path, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    createIfMissing: options.create,
    // Nearly all that is stored is signatures and hashes, which no compression makes smaller.
    compression: false,
    // A few seconds of full load between two compactions.
    writeBufferSize: 32 * 1024 * 1024,
  });
  try {
    await raw.open();
    return checkedDatabase(raw, path);
  } catch (error) {
    await raw.close().catch(() => undefined);
    if (error instanceof StorageError) throw error;
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined;
    if (cause?.code === 'LEVEL_LOCKED') {
      throw new StorageError(
        'database_in_use',
        `another process uses the database ${path}; stop it first`,
        { cause: error },
      );
    }
    const why = cause?.message ?? 'it cannot be opened';
    throw refusedBySystem(path, why, error) ?? damaged(path, why, error);
  }
}

/** What the system says, in LevelDB's words, of files that are as they were. */
const refusals = [
  ['Permission denied', 'folder_not_writable', 'give the user of the node the right to use them'],
  [
    'Operation not permitted',
    'folder_not_writable',
    'give the user of the node the right to use them',
  ],
  ['Read-only file system', 'folder_not_writable', 'mount the file system for writing'],
  ['Too many open files', 'too_many_files', 'let the user of the node open more files (ulimit -n)'],
  ['No space left on device', 'disk_full', 'make room on the disk'],
] as const;

/** A database that may not be used now; `undefined` if that is not the reason. */
function refusedBySystem(path: string, why: string, cause: unknown): StorageError | undefined {
  const found = refusals.find(([words]) => why.includes(words));
  if (found === undefined) return undefined;
  const [, code, advice] = found;
  return new StorageError(
    code,
    `the files of the database ${path} can't be used (${why}). Nothing is damaged: ${advice}, then start again.`,
    { cause },
  );
}

/** What stands under a key. Throws `DamagedValue`. */
export function readRecord<T>(
  database: Pick<Database, 'getSync' | 'damage'>,
  key: Uint8Array,
  codec: Codec<T>,
): T | undefined {
  const bytes = database.getSync(key);
  return bytes === undefined ? undefined : decodeValue(database, key, codec, bytes);
}

/** A value that was read under a key. Throws `DamagedValue`. */
export function decodeValue<T>(
  database: Pick<Database, 'damage'>,
  key: Uint8Array,
  codec: Codec<T>,
  bytes: Uint8Array,
): T {
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw database.damage(key, `it is malformed${path === '' ? '' : ` at ${path}`}: ${message}`);
}

/** A record of the state that was read under its key. Throws `DamagedValue`. */
export function decodeRecord<K extends StateKind>(
  database: Pick<Database, 'damage'>,
  key: StateKey<K>,
  bytes: Uint8Array,
): RecordOf<K> {
  try {
    return decodeTrustedStateRecord(key, bytes);
  } catch (error) {
    throw database.damage(keys.state(key), error instanceof Error ? error.message : `${error}`);
  }
}
