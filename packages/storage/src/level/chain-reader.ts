/** Final blocks, and the blocks that may become so, as they stand in the database. */
import type { ChainReader, FinalHeader } from '@trellis/engine';
import { type Height, validatorSetCodec } from '@trellis/protocol';
import { DamagedValue } from './damage.ts';
import { decodeValue, readRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import { finalityProof } from './finality-proof.ts';
import { heightOf, keys, prefixRange, validatorChangeRange } from './keyspace.ts';
import { readPruned } from './pruned.ts';
import { bodyRecordCodec, headRecordCodec, transactionRecordCodec } from './records.ts';
import { sharedValue } from './shared-value.ts';
import { readBody, readContent, readHeader, readReceipts } from './stored-block.ts';

/** All that is the same whatever the newest block is. */
export function createChainReader(database: Database): Omit<ChainReader, 'base' | 'head'> {
  const finalHeader = (height: Height): FinalHeader | undefined => readHeader(database, height);
  return {
    keeps: () => readPruned(database),
    finalHeader,
    findBlock(id) {
      const height =
        readRecord(database, keys.blockPlace(id), headRecordCodec)?.height ??
        readRecord(database, keys.body(id), bodyRecordCodec)?.header.height;
      return height !== undefined && finalHeader(height)?.blockId === id ? height : undefined;
    },
    finalContent(height) {
      const final = finalHeader(height);
      return final === undefined ? undefined : readContent(database, { height, ...final });
    },
    finalBody(height) {
      const final = finalHeader(height);
      return final === undefined ? undefined : readBody(database, final);
    },
    receipts: (height) => readReceipts(database, height),
    finalityProof: (height) => finalityProof(database, height),
    findTransaction: (id) => readRecord(database, keys.transaction(id), transactionRecordCodec),
    storedValue(key) {
      try {
        return sharedValue(database, key);
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
