/** Transactions that were submitted under an idempotency key, so that the key means the same after a restart. */
import type { Hash } from '@trellis/crypto';
import type { SignedTransaction } from '@trellis/protocol';

export interface KeyedTransaction {
  readonly transactionId: Hash;
  /** What it does, see `transactionContent`. */
  readonly content: Hash;
  /** When it was submitted, in milliseconds since 1970. */
  readonly time: bigint;
  readonly signed: SignedTransaction;
}

export interface IdempotencyStore {
  /** The last that was kept under a name, which stands for a key and whoever it belongs to. */
  findKeyed(name: Hash): Promise<KeyedTransaction | undefined>;
  /** On disk when it resolves. */
  keepKeyed(name: Hash, transaction: KeyedTransaction): Promise<void>;
  forgetKeyed(name: Hash): Promise<void>;
  /** Forgets what was submitted before a time. */
  forgetKeyedBefore(time: bigint): Promise<void>;
}
