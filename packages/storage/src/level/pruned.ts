/** Up to where the blocks of a database were pruned. */
import { encode, nextHeight, toHeight, type ValueOf } from '@trellis/protocol';
import { readRecord } from './database.ts';
import type { Batch, Database } from './database-interface.ts';
import { keys } from './keyspace.ts';
import { headRecordCodec, prunedRecordCodec } from './records.ts';

export type Pruned = ValueOf<typeof prunedRecordCodec>;

/** Of a database in which nothing was pruned, the heights that its chain begins with. */
export function readPruned(database: Pick<Database, 'getSync' | 'damage'>): Pruned {
  const pruned = readRecord(database, keys.meta('pruned'), prunedRecordCodec);
  if (pruned !== undefined) return pruned;
  const base = readRecord(database, keys.meta('base'), headRecordCodec)?.height;
  const first = base === undefined ? toHeight(1n) : nextHeight(base);
  return { witnessesFrom: first, blocksFrom: first };
}

export function writePruned(batch: Batch, pruned: Pruned): void {
  batch.put(keys.meta('pruned'), encode(prunedRecordCodec, pruned));
}
