/** What pruning one block changes in the database. */
import type { Hash } from '@trellis/crypto';
import { encode, type Height } from '@trellis/protocol';
import type { Batch, Database } from '../level/database-interface.ts';
import { keys } from '../level/keyspace.ts';
import { headRecordCodec } from '../level/records.ts';
import { thinBodyAt } from '../level/shared-value.ts';
import { readHeader } from '../level/stored-block.ts';
import { isEmptyBlock, thinHeaderCodec, thinHeaderOf } from '../level/thin-block.ts';
import { keepsCertificate } from './retention.ts';

export interface PrunedBlock {
  /** Bytes of the values that go. */
  readonly bytes: number;
  /** Whether it was stored by its id, in no order. */
  readonly wasUnordered: boolean;
}

/**
 * Drops the signatures of a final block, and its certificate unless that has to be kept; of an empty block all but the
 * header. `undefined` when the block is not whole: then it has to be healed first. Throws `DamagedValue`.
 */
export function pruneSignatures(
  database: Database,
  batch: Batch,
  height: Height,
): PrunedBlock | undefined {
  const final = readHeader(database, height);
  if (final === undefined) return undefined;
  const { header, blockId } = final;
  const isEmpty = isEmptyBlock(header);
  if (!isEmpty) {
    const thin = thinBodyAt(database, height);
    if (thin === undefined) return undefined;
    batch.put(keys.thinBody(height), thin);
  }
  let bytes = 0;
  if (!keepsCertificate(header)) {
    batch.put(keys.thinHeader(height), encode(thinHeaderCodec, thinHeaderOf(header)));
    bytes += drop(database, batch, keys.header(height));
  }
  if (isEmpty) bytes += drop(database, batch, keys.receipts(height));
  const dropped = dropContent(database, batch, height, blockId);
  return { ...dropped, bytes: dropped.bytes + bytes };
}

/** Drops what is left of a block whose signatures were pruned, but for its header. */
export function pruneBody(database: Database, batch: Batch, height: Height): PrunedBlock {
  const bytes =
    drop(database, batch, keys.thinBody(height)) + drop(database, batch, keys.receipts(height));
  return { bytes, wasUnordered: false };
}

function dropContent(database: Database, batch: Batch, height: Height, blockId: Hash): PrunedBlock {
  const ordered =
    drop(database, batch, keys.bodyAt(height, blockId)) +
    drop(database, batch, keys.witnessesAt(height, blockId));
  const unordered =
    drop(database, batch, keys.body(blockId)) + drop(database, batch, keys.witnesses(blockId));
  // Blocks by id are found through their content, and now through the index.
  if (unordered > 0) {
    batch.put(keys.blockPlace(blockId), encode(headRecordCodec, { height }));
  }
  return { bytes: ordered + unordered, wasUnordered: unordered > 0 };
}

/** Nothing is written where nothing is: a mark of a deletion takes space, too. */
function drop(database: Database, batch: Batch, key: Uint8Array): number {
  const stored = database.getSync(key);
  if (stored === undefined) return 0;
  batch.del(key);
  return key.length + stored.length;
}
