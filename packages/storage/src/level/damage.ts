/** What can be wrong with a database, and where. */
import type { Height } from '@trellis/protocol';
import { StorageError } from '../files/storage-error.ts';
import { keyText } from './keyspace.ts';

/** A database that can't be trusted. */
export function damaged(path: string, what: string, cause?: unknown): StorageError {
  return new StorageError(
    'database_damaged',
    `the database ${path} is damaged: ${what}. Nothing was changed. "trellis repair" moves the folder away; ` +
      'when the node is started then, it fetches the chain from its peers.',
    { cause },
  );
}

/** One value is not what was written, or not what the chain says that it must be. */
export class DamagedValue extends StorageError {
  /** Where in the database. */
  readonly key: Uint8Array;
  readonly what: string;
  /** The key for people. */
  readonly place: string;

  constructor(path: string, key: Uint8Array, what: string) {
    super(
      'database_damaged',
      `the database ${path} is damaged at ${keyText(key)}: ${what}. The node can fetch the value from its peers.`,
    );
    this.key = key;
    this.what = what;
    this.place = keyText(key);
  }
}

/** A database that lost its newest blocks, and may be whole but for that. */
export class DatabaseBehind extends StorageError {
  constructor(path: string, height: Height, had: Height) {
    super(
      'database_damaged',
      `the database ${path} ends with block ${height}, and had block ${had}: what was written last is lost.`,
    );
  }
}

export function unknownFormat(path: string, version: number): StorageError {
  return new StorageError(
    'unknown_format',
    `the database ${path} has format ${version}, which this version can't read; nothing was changed. If a newer ` +
      'release has written it, start that one again',
  );
}
