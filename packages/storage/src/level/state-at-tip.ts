/** Records of the newest state, each compared with the root in the newest header through the pages of its tree. */
import { DamagedTree, type StateTree, valueHashAt } from '@trellis/ledger';
import {
  mapKeyHash,
  mapValueHash,
  type RecordOf,
  type StateKey,
  type StateKind,
} from '@trellis/protocol';
import { decodeRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import { keys } from './keyspace.ts';

/**
 * What the tree says must stand under a key, if that is what stands there. Throws `DamagedValue`, also for a record
 * that is missing, and for one that is there and should not be.
 */
export function checkedRecord<K extends StateKind>(
  database: Pick<Database, 'damage'>,
  tree: StateTree,
  key: StateKey<K>,
  stored: Uint8Array | undefined,
): RecordOf<K> | null {
  const expected = pagesChecked(database, () => valueHashAt(tree, mapKeyHash(key)));
  const found = stored === undefined ? null : mapValueHash(stored);
  if (found !== expected) {
    throw database.damage(keys.state(key), 'it is not what the state root says');
  }
  return stored === undefined ? null : decodeRecord(database, key, stored);
}

/** What a walk through the tree gives. Throws `DamagedValue` for a page that is not what the one above it says. */
function pagesChecked<T>(database: Pick<Database, 'damage'>, walk: () => T): T {
  try {
    return walk();
  } catch (error) {
    if (!(error instanceof DamagedTree)) throw error;
    throw database.damage(keys.treePage(error.path), error.message);
  }
}
