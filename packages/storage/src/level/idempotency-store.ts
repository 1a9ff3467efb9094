/** Transactions that were submitted under an idempotency key. */
import type { IdempotencyStore } from '@trellis/engine';
import {
  container,
  decodeTrusted,
  encode,
  hashCodec,
  signedTransactionCodec,
  timeCodec,
} from '@trellis/protocol';
import type { Database } from './database.ts';
import { keys, prefixRange } from './keyspace.ts';

const keyedCodec = container({
  transactionId: hashCodec,
  content: hashCodec,
  time: timeCodec,
  signed: signedTransactionCodec,
});

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const read = (bytes: Uint8Array) => decodeTrusted(keyedCodec, bytes, 'transaction under a key');
  return {
    async findKeyed(name) {
      const bytes = await database.get(keys.keyedTransaction(name));
      return bytes === undefined ? undefined : read(bytes);
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
        if (read(bytes).time < time) await database.del(key);
      }
    },
  };
}
