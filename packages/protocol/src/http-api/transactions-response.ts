/** `GET /v1/transactions?before={place}`: final transactions, the newest first, a page at a time. */
import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { hashCodec, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { heightCodec } from '../scalars.ts';
import { statusCodec } from '../status.ts';

export const transactionsResponseCodec = container({
  /** Newest block when the node answered. */
  height: heightCodec,
  transactions: list(
    container({
      height: heightCodec,
      /** n: the n-th transaction of the block. */
      position: uint32,
      transactionId: hashCodec,
      status: open(statusCodec),
    }),
    limits.historyPageMax,
  ),
  /** Where the next page begins, also when this one has fewer than were asked for; `null`: the node has none before. */
  next: optional(container({ height: heightCodec, position: uint32 })),
});

export type TransactionsResponse = ValueOf<typeof transactionsResponseCodec>;
