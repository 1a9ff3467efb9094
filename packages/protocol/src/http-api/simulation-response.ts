/** `POST /v1/simulate`: what a transaction would do in the next block. */

import { open, reportedForm } from '../answer.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec, hashCodec, text, uint32 } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { receiptCodec, receiptFields } from '../receipt.ts';
import { amountCodec, assetCodeCodec, heightCodec } from '../scalars.ts';
import { stateKeyCodec } from '../state-key.ts';
import { statusCodec } from '../status.ts';

const code = text(64, 'a code', (value): value is string => /^[a-z_]+$/.test(value));

/** What the node says, which nobody hashes. */
const reportedReceiptCodec = reportedForm(
  receiptCodec,
  container({ ...receiptFields, status: open(statusCodec) }),
);

export const simulationResponseCodec = container({
  transactionId: hashCodec,
  /** Of the block it was tried in: the one after the newest final. */
  height: heightCodec,
  /** Size of what was sent, witnesses included, which the fee goes by. */
  bytes: uint32,
  /** Why it can't be in that block, signatures apart. */
  refusal: optional(code),
  /** What its witnesses lack, such as `policy_not_met`; the signatures themselves are not verified. */
  witnessRefusal: optional(code),
  receipt: optional(reportedReceiptCodec),
  /** The asset that fees are paid in. */
  feeAsset: optional(assetCodeCodec),
  balances: list(
    container({
      account: addressCodec,
      asset: assetCodeCodec,
      before: amountCodec,
      after: amountCodec,
    }),
    4096,
  ),
  /** Other entries of the state that it would write or remove, by their keys. */
  otherKeys: list(stateKeyCodec, 4096),
});

export type SimulationResponse = ValueOf<typeof simulationResponseCodec>;
