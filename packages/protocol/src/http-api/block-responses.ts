/** Blocks, and the events that tell of them. */

import { open } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, hashCodec, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { receiptFields } from '../receipt.ts';
import { heightCodec, roundCodec, timeCodec } from '../scalars.ts';
import { statusCodec } from '../status.ts';
import { namedEvidenceCodec } from './named-evidence.ts';
import { finalHeaderFields } from './proven-entry.ts';

/** `GET /v1/blocks/{height}` and `GET /v1/blocks/latest` */
export const blockResponseCodec = container({
  blockId: hashCodec,
  ...finalHeaderFields,
  /**
   * All of it, which the header's `evidenceRoot` proves. `null` at a node that began with a snapshot of this block
   * or a later one: it has the header, and nothing of what is in the block.
   */
  evidence: optional(list(namedEvidenceCodec, limits.evidenceMax)),
  /** All of them, with what the header's `receiptsRoot` proves of each; of their sizes nothing does. */
  transactions: list(
    container({
      ...receiptFields,
      status: open(statusCodec),
      bytes: uint32,
      signatureBytes: uint32,
    }),
    limits.blockTransactionsMax,
  ),
});

/** Event `block` of `GET /v1/events` */
export const blockEventCodec = container({
  height: heightCodec,
  blockId: hashCodec,
  time: timeCodec,
  round: roundCodec,
  proposer: addressCodec,
  transactions: uint32,
});

/** Event `transaction` of `GET /v1/events` */
export const transactionEventCodec = container({
  transactionId: hashCodec,
  height: heightCodec,
  status: open(statusCodec),
});

export type BlockResponse = ValueOf<typeof blockResponseCodec>;
export type BlockEvent = ValueOf<typeof blockEventCodec>;
export type TransactionEvent = ValueOf<typeof transactionEventCodec>;
