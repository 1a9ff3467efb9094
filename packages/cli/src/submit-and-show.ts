/** The one way of all commands that submit: written down, announced, submitted, waited for, and what became of it shown. */
import { ConflictError, NotFinal, ProofError, Unreachable } from '@trellis/client';
import {
  type AccountQueue,
  type EnqueueOptions,
  NeverFinal,
  type Queued,
  type Submission,
  type WaitOptions,
} from '@trellis/client/account';
import { formatAddress } from '@trellis/crypto';
import { Interrupted, takeInterruption } from './interruption.ts';
import { OutcomeUnknown, type SubmittedTransaction } from './outcome-unknown.ts';
import { print, printFields, printJson } from './output.ts';
import { withProgress } from './progress.ts';
import { showReceipt } from './receipt-view.ts';
import type { Session } from './session.ts';
import { type SubmissionOptions, timeoutMs } from './submission-options.ts';
import { note } from './terminal.ts';

/** How one command submits: the same with and without waiting. */
export interface Submitting {
  submit(options: EnqueueOptions): Promise<Submission>;
  send(options: EnqueueOptions & WaitOptions): Promise<Queued>;
}

/** Submits by a queue what it signs itself. */
export function planned(
  queue: AccountQueue,
  plan: Parameters<AccountQueue['send']>[0],
): Submitting {
  return {
    submit: (options) => queue.submit(plan, options),
    send: (options) => queue.send(plan, options),
  };
}

/**
 * Submits, and shows the receipt below `headline`; with `--no-wait`, what was submitted. Resolves to whether it is
 * final. Throws `TransactionFailed` for a receipt without success, `OutcomeUnknown`, `Interrupted` when nothing was
 * sent, and what the queue throws.
 */
export async function submitAndShow(
  session: Session,
  { submit, send }: Submitting,
  options: SubmissionOptions,
  headline?: string,
): Promise<boolean> {
  const { json } = session.globals;
  const signal = takeInterruption();
  const watched = watchStates(json);
  const { onState } = watched;
  try {
    if (!options.wait) {
      showSubmitted(json, await submit({ onState, signal }), headline);
      return false;
    }
    const sending = send({ onState, signal, timeoutMs: timeoutMs(options) });
    const { final } = await withProgress('waiting for the block', sending);
    if (!json && headline !== undefined) print(headline);
    await showReceipt(session, final, { finalityMs: watched.finalityMs() });
    return true;
  } catch (error) {
    throw outcomeError(error, watched.last());
  }
}

/** Tells of a transaction as soon as it is written down: on standard error, so that pipes get the answer alone. */
function watchStates(json: boolean) {
  let last: Submission | undefined;
  let submitted: number | undefined;
  return {
    onState(submission: Submission): void {
      if (!json && submission.id !== last?.id) {
        note(announcement(submission));
      }
      if (submission.state === 'submitted') submitted = performance.now();
      last = submission;
    },
    last: () => last,
    /** Of one that was final before nothing is known of how long it took. */
    finalityMs: () => (submitted === undefined ? undefined : performance.now() - submitted),
  };
}

function announcement({ id, state, signed }: Submission): string {
  if (state === 'final') return `transaction ${id}: final already, under the same idempotency key`;
  const { sequence, validUntil } = signed.transaction;
  return `transaction ${id}: sequence ${sequence}, valid until block ${validUntil}`;
}

/** What to tell of an error, by how far the last transaction has come. */
export function outcomeError(error: unknown, last: Submission | undefined): unknown {
  if (last?.state !== 'submitted' || error instanceof NeverFinal) {
    if (!(error instanceof Interrupted)) return error;
    return new Interrupted('interrupted', `${error.message}; no transaction was sent`);
  }
  if (error instanceof NotFinal || error instanceof Interrupted || error instanceof Unreachable) {
    return new OutcomeUnknown(submittedTransaction(last), {
      code: 'not_final',
      why: reasonOf(error),
    });
  }
  // Whoever answers so is not to be believed; what was sent may become final all the same.
  if (error instanceof ProofError || error instanceof ConflictError) {
    return new OutcomeUnknown(submittedTransaction(last), { code: error.code, why: error.message });
  }
  return error;
}

function reasonOf(error: Error): string {
  if (!(error instanceof NotFinal)) return error.message;
  const { cause } = error;
  return cause instanceof Error ? `not final in time (${cause.message})` : 'not final in time';
}

function showSubmitted(json: boolean, submission: Submission, headline: string | undefined): void {
  const transaction = submittedTransaction(submission);
  if (json) {
    printJson(transaction);
    return;
  }
  if (headline !== undefined) print(headline);
  printFields([
    ['transaction', transaction.transactionId],
    ['status', submission.state === 'final' ? 'final' : 'submitted, not known to be final'],
    ['valid until', `block ${transaction.validUntil}`],
    ['wait for it', transaction.wait],
  ]);
}

function submittedTransaction({ id, state, signed }: Submission): SubmittedTransaction {
  const { sender, sequence, validUntil } = signed.transaction;
  return {
    transactionId: id,
    sender: formatAddress(sender),
    sequence,
    validUntil,
    state,
    wait: `trellis tx wait ${id}`,
  };
}
