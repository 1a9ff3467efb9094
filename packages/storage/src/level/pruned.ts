/** Up to where the blocks of a database were pruned. */
import { encode, type Height, nextHeight, toHeight, type ValueOf } from '@trellis/protocol';
import { readRecord } from './database.ts';
import type { Batch, Database } from './database-interface.ts';
import { keys } from './keyspace.ts';
import { headRecordCodec, prunedRecordCodec } from './records.ts';

export type Pruned = ValueOf<typeof prunedRecordCodec>;

/** Of a database in which nothing was pruned, the heights that its chain begins with. */
export function readPruned(database: Pick<Database, 'getSync' | 'damage'>): Pruned {
  const pruned = readRecord(database, keys.meta('pruned'), prunedRecordCodec);
  if (pruned !== undefined) return pruned;
  const first = firstBlock(database);
  return { witnessesFrom: first, blocksFrom: first };
}

/** The first block of which there is more than the genesis, or the snapshot that the chain began with. */
export function firstBlock(database: Pick<Database, 'getSync' | 'damage'>): Height {
  const base = readRecord(database, keys.meta('base'), headRecordCodec)?.height;
  return base === undefined ? toHeight(1n) : nextHeight(base);
}

export function writePruned(batch: Batch, pruned: Pruned): void {
  batch.put(keys.meta('pruned'), encode(prunedRecordCodec, pruned));
}
