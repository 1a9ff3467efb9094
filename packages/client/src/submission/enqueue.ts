/** Taking the next sequence of an account for a transaction, and submitting it, one at a time. */
import type { Hash } from '@trellis/crypto';
import {
  type ForeignText,
  type Height,
  isIdempotencyKey,
  limits,
  type Operation,
  type SignedTransaction,
  toHeight,
  transactionContent,
  transactionId,
} from '@trellis/protocol';
import { buildTransaction } from '../build.ts';
import { ApiProblem, BuildError, NotFinal } from '../errors.ts';
import { ProofError } from '../proof-error.ts';
import { getAccount, type ProvenAccount } from '../read-state.ts';
import { defaultValidityBlocks } from '../send.ts';
import { waitForFinal } from '../submit.ts';
import { type Outcome, proveOutcome } from './outcome.ts';
import { note, type OnState, type QueueParts, senderOf, tryPost } from './queue-parts.ts';
import { isOpen, type Submission } from './submission.ts';

/** What an account is to do. */
export interface QueuedPlan {
  readonly operations: readonly Operation[];
  readonly memo?: ForeignText;
  readonly validityBlocks?: bigint;
  /** The same key with the same content is the same transaction; with another content it is refused. */
  readonly idempotencyKey?: string;
}

export interface EnqueueOptions {
  /** Told of each state: first `signed`, before anything leaves. */
  readonly onState?: OnState;
  readonly signal?: AbortSignal;
}

/**
 * Signs with the next free sequence, writes it down, and submits it; or submits again what was under the plan's
 * idempotency key. Throws `BuildError`, `ProofError`, `ApiProblem` when the node rejects it, `Unreachable` before
 * anything has left, and the reason of the signal.
 */
export function enqueue(
  parts: QueueParts,
  plan: QueuedPlan,
  options: EnqueueOptions,
): Promise<Submission> {
  const work = (): Promise<Submission> => enqueueAlone(parts, plan, options);
  return parts.submissions.exclusive(senderOf(parts), work, options.signal);
}

/** The same, for whoever has the turn of the sender. */
export async function enqueueAlone(
  parts: QueueParts,
  plan: QueuedPlan,
  options: EnqueueOptions,
): Promise<Submission> {
  const { operations, memo = '', validityBlocks = defaultValidityBlocks } = plan;
  const { idempotencyKey = null } = plan;
  const { address: sender } = parts;
  const { chainId } = senderOf(parts);
  const content = transactionContent({ chainId, sender, operations, memo });
  const before = await readSettled(parts);
  const known = await knownUnder(parts, before, idempotencyKey, content);
  if (known !== undefined && known.state !== 'failed') return submitAgain(parts, known, options);
  const { sequence, account } =
    known === undefined
      ? await takeSequence(parts, before)
      : { sequence: known.signed.transaction.sequence, account: before };
  const since = account.header.height;
  const validUntil = since + validityBlocks;
  const transaction = buildTransaction({ chainId, sender, sequence, validUntil, operations, memo });
  const signed = await parts.sign(transaction, account);
  return submitNew(parts, { signed, since, idempotencyKey }, options);
}

const usedBy = ({ value }: ProvenAccount): bigint => value?.sequence ?? 0n;

/** The account as it is now, after what its state proves of earlier submissions was written down. */
export async function readSettled(parts: QueueParts): Promise<ProvenAccount> {
  const account = await getAccount(parts.light, parts.address);
  let looks = looksMax;
  for (const one of await parts.submissions.unsettled(senderOf(parts))) {
    const { sequence, validUntil } = one.signed.transaction;
    if (sequence > usedBy(account)) {
      const hasExpired = validUntil <= account.header.height;
      // Nobody else is at work here: whoever has signed it was stopped before it left.
      const isLeft = one.state === 'signed' && one.idempotencyKey === null;
      if (hasExpired || isLeft) await note(parts, one, hasExpired ? 'expired' : 'failed');
    } else if (looks-- > 0) {
      await settle(parts, one);
    }
  }
  return account;
}

/** Old submissions that are looked for each time, so that none takes long. */
const looksMax = 3;

/** Writes down what became of a submission, if the node shows it. */
async function settle(parts: QueueParts, one: Submission): Promise<Outcome | undefined> {
  const outcome = await proveOutcome(parts.light, one).catch((error: unknown) => {
    if (error instanceof ApiProblem) return undefined;
    throw error;
  });
  if (outcome !== undefined) {
    await note(parts, one, outcome.type === 'final' ? 'final' : 'expired');
  }
  return outcome;
}

/**
 * What was submitted under the key and counts: what is open or final, or else what a node rejected while its sequence is
 * still free, so that the next one takes this sequence and at most one of the two becomes final. Throws `BuildError`, and
 * `NotFinal` while nobody can tell.
 */
export async function knownUnder(
  parts: QueueParts,
  account: ProvenAccount,
  key: string | null,
  content: Hash,
): Promise<Submission | undefined> {
  if (key === null) return undefined;
  if (!isIdempotencyKey(key)) {
    throw new BuildError('invalid_transaction', `"${key}" can’t be an idempotency key`);
  }
  let rejected: Submission | undefined;
  for (const known of await parts.submissions.withKey(senderOf(parts), key)) {
    if (known.content !== content) throw otherContent(key, known);
    if (known.state === 'expired') continue;
    if (known.state !== 'failed') return known;
    if (known.signed.transaction.sequence > usedBy(account)) {
      rejected = known;
      continue;
    }
    // It was rejected, and yet its sequence is used: by itself, or by another.
    const outcome = await settle(parts, known);
    if (outcome === undefined) throw new NotFinal(known.id, 0);
    if (outcome.type === 'final') return { ...known, state: 'final' };
  }
  return rejected;
}

function otherContent(key: string, { id }: Submission): BuildError {
  return new BuildError(
    'idempotency_key_reused',
    `the idempotency key "${key}" belongs to the transaction ${id}, which does something else`,
  );
}

async function takeSequence(
  parts: QueueParts,
  before: ProvenAccount,
): Promise<{ readonly sequence: bigint; readonly account: ProvenAccount }> {
  const { sequences, account } = await takeSequences(parts, before, 1);
  return { sequence: sequences[0] ?? usedBy(account) + 1n, account };
}

/**
 * The first sequences that are neither used nor taken by a submission that may become final. A submission that nobody
 * cares for any more is submitted again, so that no gap holds up what comes behind it.
 */
export async function takeSequences(
  parts: QueueParts,
  account: ProvenAccount,
  count: number,
): Promise<{ readonly sequences: readonly bigint[]; readonly account: ProvenAccount }> {
  const sequences: bigint[] = [];
  let next = usedBy(account) + 1n;
  for (const one of await parts.submissions.unsettled(senderOf(parts))) {
    const taken = one.signed.transaction.sequence;
    if (one.state !== 'submitted' || taken < next) continue;
    while (next < taken && sequences.length < count) sequences.push(next++);
    if (sequences.length === count) break;
    if (parts.submissions.isAbandoned(one)) {
      const posted = await tryPost(parts, one, 0);
      if (posted.type === 'rejected') {
        await note(parts, one, 'failed');
        continue;
      }
      // A block came in between.
      if (posted.type === 'overtaken') {
        const now = await readSettled(parts);
        if (now.header.height > account.header.height) return takeSequences(parts, now, count);
      }
    }
    next = taken + 1n;
  }
  while (sequences.length < count) sequences.push(next++);
  return { sequences, account };
}

/** Writes a new one down, and submits it. */
async function submitNew(
  parts: QueueParts,
  { signed, since, idempotencyKey }: Pick<Submission, 'signed' | 'since' | 'idempotencyKey'>,
  { onState, signal }: EnqueueOptions,
): Promise<Submission> {
  const { transaction } = signed;
  const submission = await note(
    parts,
    {
      id: transactionId(transaction),
      signed,
      state: 'signed',
      since,
      idempotencyKey,
      content: transactionContent(transaction),
      changed: 0,
    },
    'signed',
    onState,
  );
  if (signal?.aborted === true) {
    await note(parts, submission, 'failed', onState);
    throw signal.reason;
  }
  return submitAgain(parts, submission, onState === undefined ? {} : { onState });
}

/** Submits what is written down; of one that is final nothing is left to do. */
async function submitAgain(
  parts: QueueParts,
  submission: Submission,
  { onState }: Pick<EnqueueOptions, 'onState'>,
): Promise<Submission> {
  if (!isOpen(submission)) {
    onState?.(submission);
    return submission;
  }
  const submitted = await note(parts, submission, 'submitted', onState);
  const posted = await tryPost(parts, submitted, 0);
  if (posted.type !== 'rejected' && posted.type !== 'earlier') return submitted;
  await note(parts, submitted, 'failed', onState);
  if (posted.type === 'rejected') throw posted.cause;
  return adopt(parts, posted.id, submitted, onState);
}

/**
 * Takes over what was submitted under the same key from elsewhere, once it is proven to be final and to do the same.
 * Throws `NotFinal`, `ProofError`, `ApiProblem` and `Unreachable`.
 */
async function adopt(
  parts: QueueParts,
  id: Hash,
  { content, since, idempotencyKey }: Submission,
  onState: OnState | undefined,
): Promise<Submission> {
  const { signed } = await waitForFinal(parts.light, id);
  if (transactionContent(signed.transaction) !== content) {
    throw new ProofError('wrong_transaction', `${id} does something else than what was submitted`);
  }
  const adopted = { id, signed, since, content, idempotencyKey, changed: 0 };
  return note(parts, { ...adopted, state: 'final' }, 'final', onState);
}

/**
 * Submits what was signed elsewhere, after it was written down; what is written down already, or was submitted under
 * the same key, is submitted again. Throws as `enqueue` does.
 */
export function enqueueSigned(
  parts: QueueParts,
  signed: SignedTransaction,
  options: EnqueueOptions & Pick<QueuedPlan, 'idempotencyKey'>,
): Promise<Submission> {
  const id = transactionId(signed.transaction);
  const { idempotencyKey = null } = options;
  const work = async (): Promise<Submission> => {
    const account = await getAccount(parts.light, parts.address);
    const content = transactionContent(signed.transaction);
    const known =
      (await knownUnder(parts, account, idempotencyKey, content)) ??
      (await parts.submissions.get(id));
    if (known !== undefined && (isOpen(known) || known.state === 'final')) {
      return submitAgain(parts, known, options);
    }
    // Of two with different sequences, both could become final.
    const isRival = known?.signed.transaction.sequence !== signed.transaction.sequence;
    if (known?.state === 'failed' && isRival) throw new NotFinal(known.id, 0);
    const since = known?.id === id ? known.since : sinceOf(account, signed);
    return submitNew(parts, { signed, since, idempotencyKey }, options);
  };
  return parts.submissions.exclusive(senderOf(parts), work, options.signal);
}

/** A block after which the sequence was not used; if it is by now, the earliest block that can hold it follows. */
function sinceOf(account: ProvenAccount, { transaction }: SignedTransaction): Height {
  if (usedBy(account) < transaction.sequence) return account.header.height;
  const earliest = transaction.validUntil - limits.validityBlocksMax;
  return toHeight(earliest > 0n ? earliest : 0n);
}
