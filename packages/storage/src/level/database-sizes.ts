/** What a database holds, by kind: how many entries, and the bytes of their keys and values. */
import { openDatabase } from './database.ts';
import { type Prefix, prefixes } from './keyspace.ts';

interface EntrySizes {
  readonly entries: number;
  readonly bytes: number;
}

export type DatabaseSizes = Readonly<Record<Prefix, EntrySizes>>;

/**
 * Reads the whole database, which no node may be using. LevelDB's own overhead, and what compaction
 * has not dropped yet, is in the size of the folder and not in here. Throws `StorageError`.
 */
export async function databaseSizes(path: string): Promise<DatabaseSizes> {
  const database = await openDatabase(path, { create: false });
  try {
    const byNumber = new Map<number, { entries: number; bytes: number }>();
    for await (const [key, value] of database.iterator()) {
      const sum = byNumber.get(key[0] ?? 0) ?? { entries: 0, bytes: 0 };
      sum.entries += 1;
      sum.bytes += key.length + value.length;
      byNumber.set(key[0] ?? 0, sum);
    }
    const of = (prefix: Prefix): EntrySizes =>
      byNumber.get(prefixes[prefix]) ?? { entries: 0, bytes: 0 };
    return {
      meta: of('meta'),
      header: of('header'),
      body: of('body'),
      proposedBlock: of('proposedBlock'),
      witnesses: of('witnesses'),
      receipts: of('receipts'),
      transaction: of('transaction'),
      evidence: of('evidence'),
      keyedTransaction: of('keyedTransaction'),
      infraction: of('infraction'),
      validatorChange: of('validatorChange'),
      state: of('state'),
      treePage: of('treePage'),
      history: of('history'),
      past: of('past'),
      pastKeys: of('pastKeys'),
      bodyAt: of('bodyAt'),
      witnessesAt: of('witnessesAt'),
      blockPlace: of('blockPlace'),
      thinHeader: of('thinHeader'),
      thinBody: of('thinBody'),
    };
  } finally {
    await database.close();
  }
}
