/**
 * An account that sends: a face of its own, for programs that pay and must not pay twice. What is sent is written down
 * first, in a store that is given; sequences are taken from there, so that many can send at once.
 */
import type { Address, SigningKey } from '@trellis/crypto';
import type { SignedTransaction } from '@trellis/protocol';
import { BuildError, NeverFinal } from '../errors.ts';
import type { LightClient } from '../light-client.ts';
import type { ProvenTransaction } from '../read-chain.ts';
import { signAlone } from '../send.ts';
import { accountOf } from '../sign.ts';
import { awaitOutcome, type WaitOptions } from './await-outcome.ts';
import { type EnqueueOptions, enqueue, enqueueSigned, type QueuedPlan } from './enqueue.ts';
import type { KeyedPlan } from './enqueue-group.ts';
import { neverFinal, type Outcome } from './outcome.ts';
import type { QueueParts } from './queue-parts.ts';
import { type SendAllOptions, type SentPlan, sendAll } from './send-all.ts';
import type { Submission } from './submission.ts';
import { createMemorySubmissions, type SubmissionStore } from './submission-store.ts';

export { NeverFinal } from '../errors.ts';
export type { WaitOptions } from './await-outcome.ts';
export type { EnqueueOptions, QueuedPlan } from './enqueue.ts';
export type { KeyedPlan } from './enqueue-group.ts';
export { neverFinal, type Outcome } from './outcome.ts';
export type { SendAllOptions, SentPlan } from './send-all.ts';
export { isOpen, type Submission, type SubmissionState } from './submission.ts';
export {
  createMemorySubmissions,
  type Sender,
  type SubmissionStore,
} from './submission-store.ts';

/** Who sends, and where that is written down. */
export interface AccountOptions {
  readonly light: LightClient;
  /** Signs alone. */
  readonly key: SigningKey;
  /** The account that sends; the key's own unless it is one of an account with several. */
  readonly address?: Address;
  /** Where submissions are written down; in memory unless another store is given. */
  readonly submissions?: SubmissionStore;
}

/** What was sent, and is final. */
export interface Queued {
  readonly submission: Submission;
  /** With its receipt, which says whether it was applied, and its proofs, which were checked. */
  readonly final: ProvenTransaction;
}

export interface AccountQueue {
  /**
   * Signs with the next free sequence, writes it down, submits it, and waits until it is proven to be final. If
   * another transaction took the sequence, and it is proven that this one is dead, it is signed again with the next.
   * Throws `BuildError`, `ApiProblem` when a node rejects it, `NeverFinal`, `NotFinal` after the timeout, `ProofError`,
   * `Unreachable` before anything has left, and the reason of the signal.
   */
  send(plan: QueuedPlan, options?: EnqueueOptions & WaitOptions): Promise<Queued>;
  /** As `send`, but only until it is submitted. */
  submit(plan: QueuedPlan, options?: EnqueueOptions): Promise<Submission>;
  /** Writes down and submits what was signed elsewhere; under a key that is known, what was submitted under it. */
  submitSigned(
    signed: SignedTransaction,
    options?: EnqueueOptions & Pick<QueuedPlan, 'idempotencyKey'>,
  ): Promise<Submission>;
  /**
   * Sends many in order, groups of them at the same time: each group is written down by one write before it leaves, and
   * what became of them is found in the blocks. Gives what is proven together; each plan once, in any order. Throws as
   * `submit` does; what had left then is taken up again under its key.
   */
  sendAll(
    plans: AsyncIterable<KeyedPlan> | Iterable<KeyedPlan>,
    options?: SendAllOptions,
  ): AsyncIterable<readonly SentPlan[]>;
  /** Waits until the outcome of a submission is proven, and submits it again meanwhile. */
  outcome(submission: Submission, options?: WaitOptions): Promise<Outcome>;
}

export interface Account {
  readonly address: Address;
  readonly queue: AccountQueue;
}

/**
 * An account that sends.
 *
 * @example
 * const account = openAccount({ light, key, submissions });
 * const { final } = await account.queue.send({ operations, idempotencyKey: 'invoice 2026-7' });
 */
export function openAccount({
  light,
  key,
  address = accountOf(key),
  submissions,
}: AccountOptions): Account {
  const queue = createQueue({
    light,
    address,
    sign: (transaction, account) => signAlone(light, key, transaction, account),
    ...(submissions && { submissions }),
  });
  return { address, queue };
}

/** What a queue works with; see `openAccount` for accounts whose key is at hand. */
export interface QueueOptions {
  readonly light: LightClient;
  readonly address: Address;
  /** Without it, only what was signed elsewhere is submitted. */
  readonly sign?: QueueParts['sign'];
  readonly submissions?: SubmissionStore;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The queue of an account that is signed for in any way. */
export function createQueue({
  submissions = createMemorySubmissions(),
  now = Date.now,
  sign = refuseToSign,
  ...rest
}: QueueOptions): AccountQueue {
  const parts: QueueParts = { submissions, now, sign, ...rest };
  return {
    send: (plan, options = {}) => sendOnce(parts, plan, options),
    submit: (plan, options = {}) => enqueue(parts, plan, options),
    submitSigned: (signed, options = {}) => enqueueSigned(parts, signed, options),
    sendAll: (plans, options = {}) => sendAll(parts, plans, options),
    outcome: (submission, options = {}) => awaitOutcome(parts, submission, options),
  };
}

async function refuseToSign(): Promise<never> {
  throw new BuildError('no_key', 'this queue was made without a key to sign with');
}

/** Transactions of one account that others sign elsewhere can take this many sequences in a row from it. */
const signedMax = 10;

async function sendOnce(
  parts: QueueParts,
  plan: QueuedPlan,
  options: EnqueueOptions & WaitOptions,
): Promise<Queued> {
  for (let turn = 1; ; turn++) {
    const submission = await enqueue(parts, plan, options);
    const outcome = await awaitOutcome(parts, submission, options);
    if (outcome.type === 'final') return { submission, final: outcome.final };
    const again = outcome.type === 'replaced' && turn < signedMax;
    if (!again) throw neverFinal(submission, outcome);
    await expectNotSent(parts, submission);
  }
}

/** An earlier one that a node said it rejected may have become final in its place: then this would be paid twice. */
async function expectNotSent(
  parts: QueueParts,
  { id, signed, idempotencyKey }: Submission,
): Promise<void> {
  if (idempotencyKey !== null) return;
  const { chainId, sender, sequence } = signed.transaction;
  for (const one of await parts.submissions.unsettled({ chainId, address: sender })) {
    const isRival = one.signed.transaction.sequence === sequence && one.id !== id;
    if (isRival && one.state === 'failed') {
      throw new NeverFinal(
        id,
        `the transaction ${one.id} may have used its sequence ${sequence}, though a node said it rejected that one`,
      );
    }
  }
}
