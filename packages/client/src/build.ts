/** Making a transaction out of its parts, without a node. */
import type { Address } from '@trellis/crypto';
import {
  type ChainId,
  controlInTexts,
  decodeJson,
  type ForeignText,
  type Height,
  type Json,
  type Operation,
  type Transaction,
  transactionCodec,
} from '@trellis/protocol';
import { BuildError } from './errors.ts';
import { givenObject } from './given.ts';

/** What a transaction is made of. */
export interface TransactionPlan {
  readonly chainId: ChainId;
  readonly sender: Address;
  /** One more than the sender's last. */
  readonly sequence: bigint;
  /** Last height of a block that may hold the transaction. */
  readonly validUntil: bigint;
  readonly operations: readonly Operation[];
  /** Up to 256 bytes of UTF-8 that everyone can read. */
  readonly memo?: ForeignText;
}

/**
 * A transaction that nobody has signed yet. Throws `BuildError` `invalid_transaction` that names the
 * part that no transaction can have.
 *
 * @example
 * const { header } = await client.head();
 * const transaction = buildTransaction({
 *   chainId: genesis.chainId,
 *   sender: from,
 *   sequence: 7n,
 *   validUntil: toHeight(header.height + 100n),
 *   operations: [transfer({ from, to, asset, amount: 5n })],
 * });
 */
export function buildTransaction(plan: TransactionPlan): Transaction {
  const {
    chainId,
    sender,
    sequence,
    operations,
    memo = '',
  } = givenObject(plan, 'the parts of a transaction');
  // The codec checks the range that the brand promises.
  const validUntil = plan.validUntil as Height;
  const transaction = { chainId, sender, sequence, validUntil, operations, memo };
  const checked = decodeJson(transactionCodec, written(transaction));
  if (checked.ok) return withoutControls(checked.value);
  const { path, message } = checked.problem;
  throw new BuildError('invalid_transaction', `${path}: ${message}`);
}

/** A program that is not type-checked may have put in anything: an address as text, where `resolve` gives an `Address`. */
function written(transaction: Transaction): Json {
  try {
    return transactionCodec.toJson(transaction);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError('invalid_transaction', `no transaction can have this in it: ${why}`, {
      cause,
    });
  }
}

/** Old transactions may have control characters in their texts; new ones are made without. */
function withoutControls(transaction: Transaction): Transaction {
  const found = controlInTexts(transaction);
  if (found === undefined) return transaction;
  throw new BuildError(
    'invalid_transaction',
    `${found.path}: it has the control character ${found.character}, which could forge what is shown`,
  );
}
