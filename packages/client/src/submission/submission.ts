/** A transaction on its way, as it is written down before its bytes leave. */
import type { Hash } from '@trellis/crypto';
import type { Height, SignedTransaction } from '@trellis/protocol';

/** `final`, `expired` and `failed` are ends; all but the first two of them can still be followed by another state. */
export type SubmissionState =
  /** Written down. Nothing has left. */
  | 'signed'
  /** Its bytes may have left: it may become final, whatever a node answered. */
  | 'submitted'
  /** Proven to be in a final block; its receipt says whether it was applied. */
  | 'final'
  /** Proven that no block can hold it any more. */
  | 'expired'
  /** Given up: a node rejected it, or it was interrupted before it left. Its sequence is used for the next. */
  | 'failed';

export interface Submission {
  readonly id: Hash;
  readonly signed: SignedTransaction;
  readonly state: SubmissionState;
  /** A proven block after which its sequence was not used yet: it can only be in a later one. */
  readonly since: Height;
  readonly idempotencyKey: string | null;
  /** What it does, see `transactionContent`. */
  readonly content: Hash;
  /** When its state changed, in milliseconds since 1970. */
  readonly changed: number;
}

/** The states in which it may still become final. */
export function isOpen({ state }: Pick<Submission, 'state'>): boolean {
  return state === 'signed' || state === 'submitted';
}
