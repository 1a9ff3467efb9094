/** Transactions: submitted, waiting, final. */

import { exact } from '../answer.ts';
import { type Decoded, decodeByReading, type ValueOf } from '../codec.ts';
import { byteList, hashCodec, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { listProofCodec } from '../list-tree.ts';
import { receiptCodec } from '../receipt.ts';
import { heightCodec } from '../scalars.ts';
import { signedTransactionCodec } from '../transaction.ts';
import { problemCodeCodec } from './problem.ts';
import { finalHeaderFields } from './proven-entry.ts';
import { reportedTransactionCodec } from './reported-transaction.ts';
import { shortText } from './short-text.ts';

/** A final transaction with the proofs that it, and its receipt, are in the block. */
export const finalTransactionCodec = container({
  transactionId: hashCodec,
  height: heightCodec,
  index: uint32,
  receipt: exact(receiptCodec),
  /** Its signatures may have been pruned; its body never is. */
  signed: exact(signedTransactionCodec),
  transactionProof: listProofCodec,
  receiptProof: listProofCodec,
  ...finalHeaderFields,
});

/** `POST /v1/transactions` and `GET /v1/transactions/{id}`; `final` is `null` as long as it waits for a block. */
export const transactionResponseCodec = container({
  transactionId: hashCodec,
  final: optional(finalTransactionCodec),
});

/** Body of `POST /v1/transactions/batch` as `application/octet-stream`: signed transactions, encoded. */
export const batchRequestCodec = list(
  byteList(limits.transactionBytesMax),
  limits.blockTransactionsMax,
  1,
);

/** The transactions of a batch. */
export function decodeBatch(bytes: Uint8Array): Decoded<readonly Uint8Array[]> {
  return decodeByReading(batchRequestCodec, bytes);
}

/** `POST /v1/transactions/batch`: what became of each, in order. */
export const batchResponseCodec = container({
  results: list(
    container({ transactionId: optional(hashCodec), refusal: optional(problemCodeCodec) }),
    limits.blockTransactionsMax,
  ),
});

/**
 * `POST /v1/transactions/encoding`: what the keys of a transaction sign, for clients that can't encode
 * one themselves. A signature over `message` is made with `context` (FIPS 204 §5.2).
 */
export const encodingResponseCodec = container({
  transactionId: hashCodec,
  message: byteList(limits.transactionBytesMax),
  context: shortText,
});

/** `GET /v1/mempool`: the oldest of the transactions that wait for a block. */
export const mempoolResponseCodec = container({
  count: uint32,
  bytes: uint32,
  transactions: list(
    container({
      transactionId: hashCodec,
      transaction: reportedTransactionCodec,
      bytes: uint32,
      signatureBytes: uint32,
    }),
    limits.mempoolShownMax,
  ),
});

export type FinalTransaction = ValueOf<typeof finalTransactionCodec>;
export type TransactionResponse = ValueOf<typeof transactionResponseCodec>;
export type MempoolResponse = ValueOf<typeof mempoolResponseCodec>;
