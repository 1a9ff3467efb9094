/** The final transactions in the order of the chain, from any place backwards, by what they left behind. */
import type { Hash } from '@trellis/crypto';
import { type Status, toHeight } from '@trellis/protocol';
import { decodeValue } from './database.ts';
import type { Database } from './database-interface.ts';
import type { HistoryPlace } from './history.ts';
import { heightOf, heightRange } from './keyspace.ts';
import { receiptsRecordCodec } from './records.ts';

/** Positions begin with 1, as those of a history do. */
export interface PlacedTransaction extends HistoryPlace {
  readonly transactionId: Hash;
  readonly status: Status;
}

interface TransactionsBefore {
  /** The newest first. */
  readonly transactions: readonly PlacedTransaction[];
  /** What is before this was not looked at; `null`: there are no blocks before those that were. */
  readonly next: HistoryPlace | null;
}

export interface TransactionReader {
  /** At most `count`; fewer as well where there are many blocks without any. Throws `DamagedValue`. */
  transactionsBefore(place: HistoryPlace, count: number): Promise<TransactionsBefore>;
}

/** An idle chain makes a block without transactions every ten seconds: so many are half a day. */
const blocksMax = 4_096;

export function createTransactionReader(database: Database): TransactionReader {
  return {
    async transactionsBefore(place, count) {
      const range = heightRange('receipts', toHeight(0n), toHeight(place.height + 1n));
      const transactions: PlacedTransaction[] = [];
      let blocks = 0;
      let lowest = place;
      const entries = database.iterator({ ...range, reverse: true, limit: blocksMax });
      for await (const [key, value] of entries) {
        const height = heightOf(key);
        const receipts = decodeValue(database, key, receiptsRecordCodec, value);
        const found = receipts
          .map(({ transactionId, status }, index) => ({
            ...{ height, position: index + 1, transactionId, status },
          }))
          .filter(({ position }) => height < place.height || position < place.position)
          .reverse();
        transactions.push(...found.slice(0, count - transactions.length));
        if (transactions.length === count)
          return { transactions, next: transactions.at(-1) ?? place };
        blocks += 1;
        lowest = { height, position: 0 };
      }
      return { transactions, next: blocks < blocksMax ? null : lowest };
    },
  };
}
