/**
 * Many transactions of an account at once: their sequences follow one another, all of them are written down by one synced
 * write, and only then do they leave, together.
 */
import {
  PaymentRefused,
  type SignedTransaction,
  transactionContent,
  transactionId,
} from '@trellis/protocol';
import { buildTransaction } from '../build.ts';
import { ApiProblem, NotFinal } from '../errors.ts';
import type { ProvenAccount } from '../read-state.ts';
import { defaultValidityBlocks } from '../send.ts';
import {
  enqueueAlone,
  knownUnder,
  type QueuedPlan,
  readSettled,
  takeSequences,
} from './enqueue.ts';
import { type PostedState, postGroup } from './post-group.ts';
import { type QueueParts, senderOf } from './queue-parts.ts';
import { isOpen, type Submission } from './submission.ts';

/** What an account is to do once, however often it is asked to. */
export interface KeyedPlan extends QueuedPlan {
  readonly idempotencyKey: string;
}

/** What became of one of a group when it was submitted. */
export type Enqueued =
  | {
      readonly type: 'open';
      readonly submission: Submission;
      readonly posted: Exclude<PostedState['type'], 'rejected'>;
    }
  /** It was final before. */
  | { readonly type: 'final'; readonly submission: Submission }
  | { readonly type: 'rejected'; readonly cause: ApiProblem | PaymentRefused }
  /** An earlier one under its key was rejected, and nobody can tell yet whether it is final all the same. */
  | { readonly type: 'unsure'; readonly cause: NotFinal };

/**
 * Signs with the next free sequences, writes all down, and submits them; or submits again what was under the key of a plan.
 * In the order of the plans. Throws as `enqueue` does, but for rejections.
 */
export function enqueueGroup(
  parts: QueueParts,
  plans: readonly KeyedPlan[],
  signal: AbortSignal | undefined,
): Promise<readonly Enqueued[]> {
  const work = async (): Promise<readonly Enqueued[]> => {
    const enqueued = new Map<number, Enqueued>();
    const group = await writeGroup(parts, { plans, signal }, enqueued);
    const posted = await postGroup(parts, [...group.values()]);
    const failed: Submission[] = [];
    for (const [place, [index, submission]] of [...group].entries()) {
      const state = posted[place] ?? { type: 'unclear' };
      if (state.type === 'rejected') failed.push(submission);
      enqueued.set(
        index,
        state.type === 'rejected' ? state : { type: 'open', submission, posted: state.type },
      );
    }
    await parts.submissions.putAll(failed.map((one) => inState(parts, one, 'failed')));
    const all: Enqueued[] = [];
    for (const [index, plan] of plans.entries()) {
      // One of a key that stands in the group twice is the one before.
      all.push(enqueued.get(index) ?? (await enqueueOne(parts, plan)));
    }
    return all;
  };
  return parts.submissions.exclusive(senderOf(parts), work, signal);
}

/** Those that have to leave, by the place of their plan, after they were written down; the others are in `enqueued`. */
async function writeGroup(
  parts: QueueParts,
  {
    plans,
    signal,
  }: { readonly plans: readonly KeyedPlan[]; readonly signal: AbortSignal | undefined },
  enqueued: Map<number, Enqueued>,
): Promise<ReadonlyMap<number, Submission>> {
  const before = await readSettled(parts);
  const group = new Map<number, Submission>();
  const fresh = new Map<string, number>();
  for (const [index, plan] of plans.entries()) {
    if (fresh.has(plan.idempotencyKey)) continue;
    const known = await findKnown(parts, before, plan);
    if (known === undefined) fresh.set(plan.idempotencyKey, index);
    else if (known instanceof NotFinal) enqueued.set(index, { type: 'unsure', cause: known });
    else if (isOpen(known)) group.set(index, inState(parts, known, 'submitted'));
    else if (known.state === 'final') enqueued.set(index, { type: 'final', submission: known });
    // Of what was rejected the sequence is used again, so that at most one of both becomes final.
    else enqueued.set(index, await enqueueOne(parts, plan));
  }
  const { sequences, account } = await takeSequences(parts, before, fresh.size);
  let signed = 0;
  for (const index of fresh.values()) {
    const [plan, sequence] = [plans[index], sequences[signed]];
    if (plan === undefined || sequence === undefined) throw new Error('a plan without a sequence');
    const submission = await signPlan(parts, plan, { account, sequence }).catch(refusal);
    if (submission instanceof PaymentRefused) {
      enqueued.set(index, { type: 'rejected', cause: submission });
    } else {
      group.set(index, submission);
      // Of what was not signed the next one has the sequence: a gap would hold up what comes behind it.
      signed += 1;
    }
  }
  // Not later: whoever sends next submits again what is written down.
  signal?.throwIfAborted();
  await parts.submissions.putAll([...group.values()]);
  return group;
}

async function findKnown(
  parts: QueueParts,
  account: ProvenAccount,
  { operations, memo = '', idempotencyKey }: KeyedPlan,
): Promise<Submission | NotFinal | undefined> {
  const { chainId, address: sender } = senderOf(parts);
  const content = transactionContent({ chainId, sender, operations, memo });
  try {
    return await knownUnder(parts, account, idempotencyKey, content);
  } catch (error) {
    if (error instanceof NotFinal) return error;
    throw error;
  }
}

/** As it is written down: its bytes may leave from then on. */
async function signPlan(
  parts: QueueParts,
  { operations, memo = '', validityBlocks = defaultValidityBlocks, idempotencyKey }: KeyedPlan,
  { account, sequence }: { readonly account: ProvenAccount; readonly sequence: bigint },
): Promise<Submission> {
  const { chainId, address: sender } = senderOf(parts);
  const since = account.header.height;
  const validUntil = since + validityBlocks;
  const transaction = buildTransaction({ chainId, sender, sequence, validUntil, operations, memo });
  const signed: SignedTransaction = await parts.sign(transaction, account);
  return {
    ...{ id: transactionId(transaction), signed, since, idempotencyKey },
    ...{ content: transactionContent(transaction), state: 'submitted', changed: parts.now() },
  };
}

/** Throws all but what is of one transaction alone. */
function refusal(error: unknown): PaymentRefused {
  if (error instanceof PaymentRefused) return error;
  throw error;
}

/** Alone, within the turn of the group. */
async function enqueueOne(parts: QueueParts, plan: KeyedPlan): Promise<Enqueued> {
  try {
    const submission = await enqueueAlone(parts, plan, {});
    return isOpen(submission)
      ? { type: 'open', submission, posted: 'unclear' }
      : { type: 'final', submission };
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof PaymentRefused) {
      return { type: 'rejected', cause: error };
    }
    if (error instanceof NotFinal) return { type: 'unsure', cause: error };
    throw error;
  }
}

const inState = (
  { now }: Pick<QueueParts, 'now'>,
  submission: Submission,
  state: Submission['state'],
): Submission => ({ ...submission, state, changed: now() });
