/** What became of a transaction in a block. */
import { type Hash, hash } from '@trellis/crypto';
import { encodeBriefly, type ValueOf } from './codec.ts';
import { hashCodec, uint8 } from './codec-basic.ts';
import { container, optional } from './codec-composite.ts';
import { amountCodec } from './scalars.ts';
import { statusCodec } from './status.ts';

export const receiptFields = {
  transactionId: hashCodec,
  status: statusCodec,
  /** Position of the operation that failed; `null` on success. */
  failedOperation: optional(uint8),
  /** In the smallest unit of the asset that fees are paid in at this height. */
  fee: amountCodec,
};

export const receiptCodec = container(receiptFields);

export type Receipt = ValueOf<typeof receiptCodec>;

/** The leaf of a receipt in its block's receipts root. */
export function receiptHash(receipt: Receipt): Hash {
  return hash('receipt', encodeBriefly(receiptCodec, receipt));
}
