/** Final blocks, and the blocks that may become so, as they stand in the database. */

import type { Hash } from '@trellis/crypto';
import type { BlockContent, ChainReader, FinalHeader } from '@trellis/engine';
import { type Height, joinSignedTransaction, validatorSetCodec } from '@trellis/protocol';
import { DamagedValue } from './damage.ts';
import { decodeValue, readRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import {
  heightOf,
  keys,
  prefixOf,
  prefixRange,
  sharedKinds,
  validatorChangeRange,
} from './keyspace.ts';
import {
  bodyRecordCodec,
  headerRecordCodec,
  receiptsRecordCodec,
  transactionRecordCodec,
  witnessesRecordCodec,
} from './records.ts';

/** All that is the same whatever the newest block is. */
export function createChainReader(database: Database): Omit<ChainReader, 'base' | 'head'> {
  const finalHeader = (height: Height): FinalHeader | undefined => readHeader(database, height);
  return {
    finalHeader,
    findBlock(id) {
      const body = readRecord(database, keys.body(id), bodyRecordCodec);
      const height = body?.header.height;
      return height !== undefined && finalHeader(height)?.blockId === id ? height : undefined;
    },
    finalContent(height) {
      const final = finalHeader(height);
      return final === undefined ? undefined : readContent(database, final.blockId);
    },
    receipts: (height) => readRecord(database, keys.receipts(height), receiptsRecordCodec),
    findTransaction: (id) => readRecord(database, keys.transaction(id), transactionRecordCodec),
    storedValue(key) {
      const prefix = prefixOf(key);
      if (prefix === undefined || !sharedKinds.has(prefix)) return undefined;
      try {
        return database.getSync(key);
      } catch (error) {
        // Whoever asks is told that it is not here; whoever listens to the database knows why.
        if (error instanceof DamagedValue) return undefined;
        throw error;
      }
    },
    async validatorChanges(from, count) {
      const options = { ...validatorChangeRange(from), limit: count };
      const entries = await database.iterator(options).all();
      return entries.map(([key, value]) => ({
        height: heightOf(key),
        validators: decodeValue(database, key, validatorSetCodec, value),
      }));
    },
    async blocksWithEvidence(count) {
      const options = { ...prefixRange('infraction'), reverse: true, limit: count };
      return (await database.keys(options).all()).map(heightOf);
    },
  };
}

export function readHeader(database: Database, height: Height): FinalHeader | undefined {
  return readRecord(database, keys.header(height), headerRecordCodec);
}

/** What a block holds, whether it is final or may become so. */
export function readContent(database: Database, blockId: Hash): BlockContent | undefined {
  const body = readRecord(database, keys.body(blockId), bodyRecordCodec);
  const witnesses = readRecord(database, keys.witnesses(blockId), witnessesRecordCodec);
  if (body === undefined || witnesses === undefined) return undefined;
  const transactions = body.transactions.map((transaction, index) => {
    const witness = witnesses[index];
    if (witness === undefined) throw database.damage(keys.witnesses(blockId), 'some are missing');
    return joinSignedTransaction({ transaction, witnesses: witness });
  });
  return { header: body.header, evidence: body.evidence, transactions };
}
