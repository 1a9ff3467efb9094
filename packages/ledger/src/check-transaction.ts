/** What makes a transaction unfit for a block, apart from its signatures and its sequence. */
import {
  brokenRule,
  limits,
  type Rejection,
  requiredSigners,
  type SignedTransaction,
  signedTransactionCodec,
  stateKey,
} from '@trellis/protocol';
import { feeRejection } from './fee.ts';
import type { TransactionContext } from './state/block-context.ts';
import type { State } from './state/state.ts';

/** Checks a transaction for a block with this context; `encodedBytes` is its whole size. */
export function checkTransaction(
  state: State,
  context: TransactionContext,
  signed: SignedTransaction,
  encodedBytes: number,
): Rejection | undefined {
  const { transaction } = signed;
  const { chainId, validUntil } = transaction;
  if (encodedBytes > limits.transactionBytesMax) return 'too_large';
  const broken = brokenRule(signedTransactionCodec, signed, context.version);
  if (broken !== undefined) return broken;
  if (chainId !== context.chainId) return 'wrong_chain';
  if (validUntil < context.height) return 'expired';
  if (validUntil > context.height + limits.validityBlocksMax) return 'valid_too_long';
  for (const account of requiredSigners(transaction)) {
    if (state.get(stateKey.account(account)) === undefined) return 'unknown_sender';
  }
  return feeRejection(state, context, signed, encodedBytes);
}
