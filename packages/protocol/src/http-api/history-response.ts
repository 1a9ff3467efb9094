/** `GET /v1/accounts/{address}/history/{asset}`: how a balance came to be what it is. */

import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, hashCodec, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { amountCodec, assetCodeCodec, heightCodec, timeCodec } from '../scalars.ts';
import { statusCodec } from '../status.ts';
import { reportedTransactionCodec } from './reported-transaction.ts';

/** A balance before and after a transaction, or before all those of a block (position 0). */
export const historyEntryCodec = container({
  height: heightCodec,
  /**
   * n: by the n-th transaction of the block; 0: before them, by the genesis or a hold that expired, or, when
   * nothing moves, brought forward by the snapshot that the node's chain begins with.
   */
  position: uint32,
  time: timeCodec,
  before: amountCodec,
  after: amountCodec,
  transactionId: optional(hashCodec),
  /** What became of the transaction: one that failed paid its fee and did nothing else. */
  status: optional(open(statusCodec)),
  /** What the transaction does, fee apart. */
  transaction: optional(reportedTransactionCodec),
});

export const historyResponseCodec = container({
  address: addressCodec,
  asset: assetCodeCodec,
  /** Up to which block the node has looked. */
  height: heightCodec,
  /** Those before a place from the newest on, those after one from the oldest on. */
  entries: list(historyEntryCodec, limits.historyPageMax),
});

export type HistoryEntry = ValueOf<typeof historyEntryCodec>;
export type HistoryResponse = ValueOf<typeof historyResponseCodec>;
