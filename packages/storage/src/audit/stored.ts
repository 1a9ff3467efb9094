/** Reading what a database has, for an audit. */
import { type Codec, decode, type Height } from '@trellis/protocol';
import type { Database } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { headerRecordCodec } from '../level/records.ts';
import { BrokenOff } from './faults.ts';

export function readHeader(database: Database, height: Height) {
  return read(database, keys.header(height), headerRecordCodec, height, 'header');
}

export function read<T>(
  database: Database,
  key: Uint8Array,
  codec: Codec<T>,
  height: Height,
  what: string,
): T {
  let bytes: Uint8Array | undefined;
  try {
    bytes = database.getSync(key);
  } catch (error) {
    throw new BrokenOff(height, `its ${what} can't be read: ${(error as Error).message}`);
  }
  if (bytes === undefined) throw new BrokenOff(height, `its ${what} is missing`);
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new BrokenOff(height, `its ${what} is malformed${path && ` at ${path}`}: ${message}`);
}

export function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}

/** What stands under a key; a damaged value, which is noted elsewhere, counts as none. */
export function stored(database: Database, key: Uint8Array): Uint8Array | undefined {
  try {
    return database.getSync(key);
  } catch {
    return undefined;
  }
}
