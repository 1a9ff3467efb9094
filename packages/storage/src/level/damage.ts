/** What can be wrong with a database, and where. */
import { StorageError } from '../files/storage-error.ts';
import { keyText } from './keyspace.ts';

/** A database that can't be trusted. */
export function damaged(path: string, what: string, cause?: unknown): StorageError {
  return new StorageError(
    'database_damaged',
    `the database ${path} is damaged: ${what}. Nothing was changed. Move the folder away and start ` +
      'again: the node will fetch the chain from its peers.',
    { cause },
  );
}

/** One value is not what was written, or not what the chain says that it must be. */
export class DamagedValue extends StorageError {
  /** Where in the database. */
  readonly key: Uint8Array;
  readonly what: string;

  constructor(path: string, key: Uint8Array, what: string) {
    super(
      'database_damaged',
      `the database ${path} is damaged at ${keyText(key)}: ${what}. The node can fetch the value from its peers.`,
    );
    this.key = key;
    this.what = what;
  }
}

export function unknownFormat(path: string, version: number): StorageError {
  return new StorageError(
    'unknown_format',
    `the database ${path} has format ${version}, which this version can't read`,
  );
}
