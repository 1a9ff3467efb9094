/** Blocks, and the events that tell of them. */

import { exact, open } from '../answer.ts';
import { blockHeaderCodec } from '../block.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, hashCodec, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { commitCertificateCodec } from '../commit-certificate.ts';
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

/**
 * `GET /v1/blocks/{height}/finality`: what makes a block final. Of old blocks most certificates are pruned; the headers
 * after such a block, of which each names the one before, lead to the next one that is certified.
 */
export const finalityResponseCodec = container({
  header: exact(blockHeaderCodec),
  /** Empty, if the block itself is certified. */
  descendants: list(exact(blockHeaderCodec), limits.headerLinksMax),
  certificate: exact(commitCertificateCodec),
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
export type FinalityResponse = ValueOf<typeof finalityResponseCodec>;
export type BlockEvent = ValueOf<typeof blockEventCodec>;
export type TransactionEvent = ValueOf<typeof transactionEventCodec>;
