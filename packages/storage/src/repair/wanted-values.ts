/** What must be stored if a header is: more of a block that is kept whole than of one that was pruned. */
import { type Hash, toHex } from '@trellis/crypto';
import type { FinalHeader } from '@trellis/engine';
import type { Height } from '@trellis/protocol';
import { contentKeys } from '../level/block-writes.ts';
import { readRecord } from '../level/database.ts';
import type { Database } from '../level/database-interface.ts';
import { heightOf, keys, type Prefix, prefixOf } from '../level/keyspace.ts';
import { readPruned } from '../level/pruned.ts';
import { headRecordCodec } from '../level/records.ts';
import { readHeader } from '../level/stored-block.ts';
import { isEmptyBlock } from '../level/thin-block.ts';

/** One of these has to be there; when none is, the first is asked of peers. */
export type Alternatives = readonly [Uint8Array, ...Uint8Array[]];

type Reader = Pick<Database, 'getSync' | 'damage' | 'format'>;

/** Beside the header itself. `base` is the height that the chain begins with. */
export function wantedFor(
  database: Reader,
  { header, blockId }: FinalHeader,
  base: Height,
): readonly Alternatives[] {
  const { height } = header;
  // Of a chain that began with a snapshot, headers that lead to it are kept without their blocks.
  if (height <= base) return base === 0n ? [[keys.receipts(height)]] : [];
  const { witnessesFrom, blocksFrom } = readPruned(database);
  if (height < blocksFrom) return [];
  if (height < witnessesFrom) {
    return isEmptyBlock(header) ? [] : [[keys.receipts(height)], [keys.thinBody(height)]];
  }
  const { body, witnesses } = contentKeys(database.format(), height, blockId);
  return [
    [keys.receipts(height)],
    [body, keys.bodyAt(height, blockId), keys.body(blockId)],
    [witnesses, keys.witnessesAt(height, blockId), keys.witnesses(blockId)],
  ];
}

const prunedKinds: ReadonlySet<Prefix> = new Set([
  ...(['header', 'receipts', 'body', 'witnesses', 'bodyAt', 'witnessesAt', 'thinBody'] as const),
]);

/** Whether nothing has to stand under a key: what did was pruned. Throws `DamagedValue`. */
export function isPruned(database: Reader, key: Uint8Array): boolean {
  const prefix = prefixOf(key);
  if (prefix === undefined || !prunedKinds.has(prefix)) return false;
  const height = heightOfBlock(database, prefix, key);
  if (height === undefined) return false;
  const { witnessesFrom, blocksFrom } = readPruned(database);
  if (height >= witnessesFrom || height === 0n) return false;
  const final = readHeader(database, height);
  if (final === undefined) return false;
  switch (prefix) {
    case 'receipts':
    case 'thinBody':
      return height < blocksFrom || isEmptyBlock(final.header);
    default:
      return true;
  }
}

function heightOfBlock(database: Reader, prefix: Prefix, key: Uint8Array): Height | undefined {
  if (prefix !== 'body' && prefix !== 'witnesses') return heightOf(key);
  const id = toHex(key.subarray(1)) as Hash;
  return readRecord(database, keys.blockPlace(id), headRecordCodec)?.height;
}
