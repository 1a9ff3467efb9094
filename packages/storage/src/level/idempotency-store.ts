/** Transactions that were submitted under an idempotency key. */
import type { IdempotencyStore } from '@trellis/engine';
import { container, encode, hashCodec, signedTransactionCodec, timeCodec } from '@trellis/protocol';
import { decodeValue, readRecord } from './database.ts';
import type { Database } from './database-interface.ts';
import { keys, prefixRange } from './keyspace.ts';

const keyedCodec = container({
  transactionId: hashCodec,
  content: hashCodec,
  time: timeCodec,
  signed: signedTransactionCodec,
});

export function createIdempotencyStore(database: Database): IdempotencyStore {
  return {
    async findKeyed(name) {
      return readRecord(database, keys.keyedTransaction(name), keyedCodec);
    },
    async keepKeyed(name, transaction) {
      const bytes = encode(keyedCodec, transaction);
      await database.put(keys.keyedTransaction(name), bytes, { sync: true });
    },
    async forgetKeyed(name) {
      await database.del(keys.keyedTransaction(name));
    },
    async forgetKeyedBefore(time) {
      for await (const [key, bytes] of database.iterator(prefixRange('keyedTransaction'))) {
        if (decodeValue(database, key, keyedCodec, bytes).time < time) await database.del(key);
      }
    },
  };
}
