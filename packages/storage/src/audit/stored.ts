/** Reading what a database has, for an audit. */
import type { FinalHeader } from '@trellis/engine';
import { type Codec, decode, type Height } from '@trellis/protocol';
import { DamagedValue } from '../level/damage.ts';
import type { Database } from '../level/database-interface.ts';
import { readHeader as readStoredHeader } from '../level/stored-block.ts';
import { BrokenOff } from './faults.ts';

export function readHeader(database: Database, height: Height): FinalHeader {
  return readOr(() => readStoredHeader(database, height), height, 'header');
}

/** What a read gives; if there is nothing, or it can't be read, the blocks after it can't be computed. */
export function readOr<T>(get: () => T | undefined, height: Height, what: string): T {
  let found: T | undefined;
  try {
    found = get();
  } catch (error) {
    const key = error instanceof DamagedValue ? error.key : undefined;
    throw new BrokenOff(height, `its ${what} can't be read: ${(error as Error).message}`, key);
  }
  if (found === undefined) throw new BrokenOff(height, `its ${what} is missing`);
  return found;
}

export function read<T>(
  database: Database,
  key: Uint8Array,
  codec: Codec<T>,
  height: Height,
  what: string,
): T {
  const bytes = readOr(() => database.getSync(key), height, what);
  const decoded = decode(codec, bytes);
  if (decoded.ok) return decoded.value;
  const { path, message } = decoded.problem;
  throw new BrokenOff(height, `its ${what} is malformed${path && ` at ${path}`}: ${message}`, key);
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
