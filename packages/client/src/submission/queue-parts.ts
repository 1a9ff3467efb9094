/** What the queue of an account works with, and the small steps that its parts share. */
import type { Address, Hash } from '@trellis/crypto';
import type { SignedTransaction, Transaction } from '@trellis/protocol';
import type { TransactionResponse } from '@trellis/protocol/http-api';
import { ApiProblem, Unreachable } from '../errors.ts';
import type { LightClient } from '../light-client.ts';
import type { ProvenAccount } from '../read-state.ts';
import { post } from '../submit.ts';
import type { Submission, SubmissionState } from './submission.ts';
import type { Sender, SubmissionStore } from './submission-store.ts';

export interface QueueParts {
  /** The node that is asked and submitted to, whose every answer is checked. */
  readonly light: LightClient;
  readonly submissions: SubmissionStore;
  /** The account that sends. */
  readonly address: Address;
  readonly sign: (transaction: Transaction, account: ProvenAccount) => Promise<SignedTransaction>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Whoever wants to know is told of each state before what comes next is done. */
export type OnState = (submission: Submission) => void;

export function senderOf({ light, address }: Pick<QueueParts, 'light' | 'address'>): Sender {
  return { chainId: light.trusted().chainId, address };
}

/** Writes down that a submission is in another state. */
export async function note(
  { submissions, now }: Pick<QueueParts, 'submissions' | 'now'>,
  submission: Submission,
  state: SubmissionState,
  onState?: OnState,
): Promise<Submission> {
  const noted = { ...submission, state, changed: now() };
  await submissions.put(noted);
  onState?.(noted);
  return noted;
}

/** What a node answered to a submission: an answer, or why there is none. */
export type PostResult =
  | { readonly type: 'accepted'; readonly answer: TransactionResponse }
  /** Its idempotency key belongs to another transaction of the same content, which counts in its place. */
  | { readonly type: 'earlier'; readonly id: Hash }
  /** The sequence is used, or was, or the validity has passed: what became of it has to be proven. */
  | { readonly type: 'overtaken'; readonly cause: ApiProblem }
  /** It may have arrived or not; submitting it again tells. */
  | { readonly type: 'unclear'; readonly cause: Error }
  /** This node does not take it, now and later. */
  | { readonly type: 'rejected'; readonly cause: ApiProblem };

/** Codes for which what became of it has to be proven. */
export const overtaken: ReadonlySet<string> = new Set(['sequence_used', 'expired']);

/** Codes that say nothing of the transaction itself, or that other transactions decide. */
const passing: ReadonlySet<string> = new Set([
  'sequence_taken',
  'sequence_too_far',
  'mempool_full',
  'rate_limited',
  'not_found',
  'request_timeout',
  'internal_error',
]);

/** Whether it says nothing of the transaction, and may be another answer later. */
export const isPassing = ({ code, status }: Pick<ApiProblem, 'code' | 'status'>): boolean =>
  passing.has(code) || status >= 500;

/** Submits, and waits up to `waitMs` for a block. Throws what is no fault of the node or of the way to it. */
export async function tryPost(
  { light }: Pick<QueueParts, 'light'>,
  { id, signed, idempotencyKey }: Pick<Submission, 'id' | 'signed' | 'idempotencyKey'>,
  waitMs: number,
): Promise<PostResult> {
  try {
    const answer = await post(light.transport, signed, waitMs, idempotencyKey ?? undefined);
    return answer.transactionId === id
      ? { type: 'accepted', answer }
      : { type: 'earlier', id: answer.transactionId };
  } catch (error) {
    if (error instanceof Unreachable) return { type: 'unclear', cause: error };
    if (!(error instanceof ApiProblem)) throw error;
    if (overtaken.has(error.code)) return { type: 'overtaken', cause: error };
    return { type: isPassing(error) ? 'unclear' : 'rejected', cause: error };
  }
}
