/** Waiting for a submission until what became of it is proven. */
import { ApiProblem, NotFinal, Unreachable } from '../errors.ts';
import { pause } from '../pause.ts';
import { checkFinal } from '../read-chain.ts';
import { type Outcome, proveOutcome } from './outcome.ts';
import { note, type QueueParts, senderOf, tryPost } from './queue-parts.ts';
import type { Submission } from './submission.ts';

export interface WaitOptions {
  /** How long to wait; `null`: until the outcome is proven. */
  readonly timeoutMs?: number | null;
  /** Ends the wait at once, with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** Longest that a node is asked to wait in one request: proxies end requests that take much longer. */
const waitMsMax = 10_000;

/** Before a node that went away, or that can't take it yet, is asked again. */
const retryMs = 250;

const defaultWaitMs = 30_000;

/**
 * Submits it again and again until its outcome is proven, and writes that down. Throws `NotFinal` after the timeout,
 * the reason of the signal, and `ProofError`.
 */
export async function awaitOutcome(
  parts: QueueParts,
  submission: Submission,
  { timeoutMs = defaultWaitMs, signal }: WaitOptions,
): Promise<Outcome> {
  const began = performance.now();
  const leftMs = (): number =>
    timeoutMs === null ? waitMsMax : Math.max(0, timeoutMs - (performance.now() - began));
  for (;;) {
    signal?.throwIfAborted();
    const asked = performance.now();
    const { outcome, cause } = await look(parts, submission, Math.min(waitMsMax, leftMs()));
    signal?.throwIfAborted();
    if (outcome !== undefined) {
      await note(parts, submission, outcome.type === 'final' ? 'final' : 'expired');
      return outcome;
    }
    if (leftMs() === 0) {
      throw new NotFinal(submission.id, performance.now() - began, { cause });
    }
    // A node that does not wait, though it was asked to, must not keep this process busy.
    const restMs = asked + retryMs - performance.now();
    if (restMs > 0) await pause(Math.min(restMs, leftMs()), signal);
    await submitEarlier(parts, submission);
  }
}

interface Look {
  readonly outcome?: Outcome;
  /** Why there is none. */
  readonly cause?: Error;
}

async function look(parts: QueueParts, submission: Submission, waitMs: number): Promise<Look> {
  const { light } = parts;
  try {
    const posted = await tryPost(parts, submission, Math.round(waitMs));
    if (posted.type === 'accepted') {
      const { final } = posted.answer;
      if (final === null) return {};
      return { outcome: { type: 'final', final: await checkFinal(light, submission.id, final) } };
    }
    if (posted.type === 'unclear') return posted;
    if (posted.type === 'earlier') {
      return { cause: new Error(`the node says that ${posted.id} was submitted in its place`) };
    }
    const outcome = await proveOutcome(light, submission);
    return outcome === undefined ? posted : { outcome };
  } catch (error) {
    // A node that does not show the proof now may do so later, or be another by then.
    if (error instanceof Unreachable || error instanceof ApiProblem) return { cause: error };
    throw error;
  }
}

/** What comes before it has to be final first: what nobody cares for any more is submitted again. */
export async function submitEarlier(parts: QueueParts, { signed }: Submission): Promise<void> {
  const { submissions } = parts;
  const { sequence } = signed.transaction;
  for (const one of await submissions.unsettled(senderOf(parts))) {
    const isEarlier = one.signed.transaction.sequence < sequence && one.state === 'submitted';
    if (isEarlier && submissions.isAbandoned(one)) await tryPost(parts, one, 0);
  }
}
