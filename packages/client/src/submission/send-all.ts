/**
 * Sends many transactions of an account: groups of them are under way at the same time, and what became of them is found
 * by going through the blocks in order, each proven once, in place of a question for each transaction.
 */
import type { Hash } from '@trellis/crypto';
import {
  type BlockHeader,
  type Height,
  isUnknown,
  nextHeight,
  type PaymentRefused,
  type Status,
} from '@trellis/protocol';
import { ApiProblem, type NeverFinal, Unreachable } from '../errors.ts';
import { pause } from '../pause.ts';
import { getReportedTransaction } from '../read.ts';
import { getBlock } from '../read-chain.ts';
import { submitEarlier } from './await-outcome.ts';
import { type Enqueued, enqueueGroup, type KeyedPlan } from './enqueue-group.ts';
import { neverFinal, type Outcome, proveOutcome } from './outcome.ts';
import { postGroup } from './post-group.ts';
import { note, type QueueParts } from './queue-parts.ts';
import type { Submission } from './submission.ts';

export interface SendAllOptions {
  /** So many are under way at the same time. A node takes 256 of an account, unless it is configured otherwise. */
  readonly atOnce?: number;
  /** How long each may be under way until it is left as `open`. */
  readonly timeoutMs?: number;
  /** Ends all at once, with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** What became of the plan at a place. */
export type SentPlan = { readonly index: number } & (
  | {
      readonly type: 'final';
      readonly transactionId: Hash;
      /** Of its block, proven. */
      readonly header: BlockHeader;
      /** Whether it was applied. */
      readonly status: Status;
    }
  /** A node does not take it, or the key does not sign it, and nothing was done. */
  | { readonly type: 'rejected'; readonly cause: ApiProblem | PaymentRefused }
  /** It is proven that it can't become final; under the same key it may be sent again. */
  | { readonly type: 'dead'; readonly cause: NeverFinal }
  /** Not final in time; it may still become so. `null` where an earlier one under its key has to be traced first. */
  | { readonly type: 'open'; readonly transactionId: Hash | null }
);

interface UnderWay {
  /** The places of its plan: one key may stand there twice. */
  readonly indexes: readonly number[];
  readonly submission: Submission;
  /** By the clock of `performance`. */
  readonly began: number;
  posted: Extract<Enqueued, { readonly type: 'open' }>['posted'];
}

interface Sending {
  readonly parts: QueueParts;
  readonly options: Required<Omit<SendAllOptions, 'signal'>> & Pick<SendAllOptions, 'signal'>;
  /** In the order of their sequences, but for those that were under way before. */
  readonly open: Map<Hash, UnderWay>;
  /** Blocks up to here were gone through. */
  seen: Height | null;
}

/** How long a node is asked to wait for the first of them; then all are submitted again. */
const waitMs = 2_000;

/** Before a node that is away, or that does not wait, is asked again. */
const retryMs = 250;

/** What was under way before this began is looked for one by one, so many at the same time. */
const tracedAtOnce = 8;

/**
 * Sends them in order, and gives what became of each as soon as that is proven, in any order, and together what is proven
 * together. Plans are taken as there is
 * room. Throws `BuildError`, `ProofError`, the reason of the signal, and `Unreachable` or `ApiProblem` where the account
 * can't be read; what had left then is taken up again under its key.
 */
export async function* sendAll(
  parts: QueueParts,
  plans: AsyncIterable<KeyedPlan> | Iterable<KeyedPlan>,
  { atOnce = 256, timeoutMs = 30_000, signal }: SendAllOptions = {},
): AsyncGenerator<readonly SentPlan[]> {
  const options = { atOnce, timeoutMs, ...(signal && { signal }) };
  const sending: Sending = { parts, options, open: new Map(), seen: null };
  const source = numbered(plans);
  const groupSize = Math.ceil(atOnce / 2);
  let isMore = true;
  while (isMore || sending.open.size > 0) {
    signal?.throwIfAborted();
    // Half of them wait for a block while the other half is signed and submitted.
    if (isMore && sending.open.size <= atOnce - groupSize) {
      const group = await take(source, groupSize);
      isMore = group.length === groupSize;
      if (group.length > 0) yield await begin(sending, group);
      continue;
    }
    yield await goThroughBlocks(sending);
    yield overdue(sending);
  }
}

async function* numbered(
  plans: AsyncIterable<KeyedPlan> | Iterable<KeyedPlan>,
): AsyncGenerator<readonly [number, KeyedPlan]> {
  let index = 0;
  for await (const plan of plans) yield [index++, plan];
}

async function take<T>(source: AsyncIterator<T>, count: number): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

/** Enqueues a group; what is known of it already. */
async function begin(
  sending: Sending,
  group: readonly (readonly [number, KeyedPlan])[],
): Promise<readonly SentPlan[]> {
  const { parts, open, options } = sending;
  const plans = group.map(([, plan]) => plan);
  const enqueued = await enqueueGroup(parts, plans, options.signal);
  const known: SentPlan[] = [];
  const traced = new Map<Hash, UnderWay>();
  for (const [place, one] of enqueued.entries()) {
    const index = group[place]?.[0] ?? 0;
    const began = performance.now();
    if (one.type === 'rejected') known.push({ index, ...one });
    else if (one.type === 'unsure') known.push({ index, type: 'open', transactionId: null });
    else {
      const { submission } = one;
      const posted = one.type === 'open' ? one.posted : 'overtaken';
      const indexes = [...(open.get(submission.id)?.indexes ?? []), index];
      const underWay = { indexes, submission, began, posted };
      open.set(submission.id, underWay);
      if (posted === 'overtaken') traced.set(submission.id, underWay);
      sending.seen ??= submission.since;
    }
  }
  return [...known, ...(await trace(sending, [...traced.values()]))];
}

/** Looks for what the blocks to come don't tell of. */
async function trace(sending: Sending, traced: readonly UnderWay[]): Promise<readonly SentPlan[]> {
  const { parts, open } = sending;
  const found: SentPlan[] = [];
  for (let from = 0; from < traced.length; from += tracedAtOnce) {
    const some = traced.slice(from, from + tracedAtOnce);
    const outcomes = await Promise.all(some.map(({ submission }) => look(parts, submission)));
    for (const [place, outcome] of outcomes.entries()) {
      const one = some[place];
      if (one === undefined || outcome === undefined) continue;
      await note(parts, one.submission, outcome.type === 'final' ? 'final' : 'expired');
      open.delete(one.submission.id);
      found.push(...sentOf(one, outcome));
    }
  }
  return found;
}

/** `undefined` where the node does not show it now. */
async function look(parts: QueueParts, submission: Submission): Promise<Outcome | undefined> {
  try {
    return await proveOutcome(parts.light, submission);
  } catch (error) {
    if (error instanceof Unreachable || error instanceof ApiProblem) return undefined;
    throw error;
  }
}

function sentOf({ indexes, submission }: UnderWay, outcome: Outcome): readonly SentPlan[] {
  if (outcome.type !== 'final') {
    const cause = neverFinal(submission, outcome);
    return indexes.map((index) => ({ index, type: 'dead', cause }));
  }
  const { header, receipt } = outcome.final;
  const final = { transactionId: submission.id, header, status: receipt.status };
  return indexes.map((index) => ({ index, type: 'final', ...final }));
}

/** Waits for the first of them, and goes through the blocks up to its own. */
async function goThroughBlocks(sending: Sending): Promise<readonly SentPlan[]> {
  const { parts, open } = sending;
  const [first] = open.values();
  if (first === undefined) return [];
  const asked = performance.now();
  const height = await heightOf(sending, first);
  if (height === undefined || sending.seen === null || height <= sending.seen) {
    const restMs = asked + retryMs - performance.now();
    if (height === undefined && restMs > 0) await pause(restMs, sending.options.signal);
    return submitAgain(sending, first);
  }
  const found: SentPlan[] = [];
  const ended: Submission[] = [];
  for (let at = nextHeight(sending.seen); at <= height; at = nextHeight(at)) {
    const block = await readBlock(parts, at);
    if (block === undefined) {
      // The node said that there is this block, and may have it only later: it must not keep this process busy.
      await pause(retryMs, sending.options.signal);
      break;
    }
    const { header, transactions } = block;
    for (const { transactionId, status } of transactions) {
      const one = open.get(transactionId);
      if (one === undefined || isUnknown(status)) continue;
      open.delete(transactionId);
      ended.push({ ...one.submission, state: 'final', changed: parts.now() });
      const final = { type: 'final', transactionId, header, status } as const;
      found.push(...one.indexes.map((index) => ({ index, ...final })));
    }
    sending.seen = at;
  }
  await parts.submissions.putAll(ended);
  const unclear = [...open.values()].filter(({ posted }) => posted === 'unclear');
  return unclear.length === 0 ? found : [...found, ...(await post(sending, unclear))];
}

/** The block that a node says it is in. */
async function heightOf({ parts }: Sending, { submission }: UnderWay): Promise<Height | undefined> {
  try {
    const { final } = await getReportedTransaction(parts.light.transport, submission.id, waitMs);
    return final?.height;
  } catch (error) {
    if (error instanceof Unreachable || error instanceof ApiProblem) return undefined;
    throw error;
  }
}

async function readBlock({ light }: QueueParts, height: Height) {
  try {
    return await getBlock(light, height);
  } catch (error) {
    if (error instanceof Unreachable || error instanceof ApiProblem) return undefined;
    throw error;
  }
}

/** Nothing came: a node may have restarted, or let them go, or what comes before them is with nobody. */
async function submitAgain(sending: Sending, first: UnderWay): Promise<readonly SentPlan[]> {
  await submitEarlier(sending.parts, first.submission);
  return post(sending, [...sending.open.values()]);
}

async function post(sending: Sending, some: readonly UnderWay[]): Promise<readonly SentPlan[]> {
  const states = await postGroup(
    sending.parts,
    some.map(({ submission }) => submission),
  );
  const traced: UnderWay[] = [];
  for (const [place, state] of states.entries()) {
    const one = some[place];
    if (one === undefined) continue;
    // What a node took once may become final, whatever it says later.
    one.posted = state.type === 'rejected' ? 'unclear' : state.type;
    if (state.type === 'overtaken') traced.push(one);
  }
  return trace(sending, traced);
}

/** Those whose time is over. */
function overdue({ open, options }: Sending): readonly SentPlan[] {
  const late = [...open].filter(([, { began }]) => performance.now() - began >= options.timeoutMs);
  return late.flatMap(([transactionId, { indexes }]) => {
    open.delete(transactionId);
    return indexes.map((index) => ({ index, type: 'open', transactionId }) as const);
  });
}
