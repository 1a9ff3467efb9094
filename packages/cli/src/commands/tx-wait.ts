/** `trellis tx wait`: waits until it is proven what became of a transaction. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  ApiProblem,
  type LightClient,
  NotFinal,
  type ProvenTransaction,
  Unreachable,
  waitForFinal,
} from '@trellis/client';
import { createQueue, neverFinal, type Submission } from '@trellis/client/account';
import { type Hash, isHash } from '@trellis/crypto';
import type { Command } from 'commander';
import { UsageError } from '../command-error.ts';
import { takeInterruption } from '../interruption.ts';
import { withProgress } from '../progress.ts';
import { showReceipt } from '../receipt-view.ts';
import { connect, type Session } from '../session.ts';
import { openSubmissions, type SubmissionFile } from '../submission-file.ts';
import {
  keepMs,
  keepRecordsOption,
  type SubmissionOptions,
  timeoutOption,
} from '../submission-options.ts';
import { outcomeError } from '../submit-and-show.ts';
import { warn } from '../terminal.ts';

type TxWaitOptions = Pick<SubmissionOptions, 'timeout' | 'keepRecords'>;

/** Adds `tx wait`. */
export function addWait(tx: Command): void {
  tx.command('wait <id>')
    .description('Wait until it is proven what became of a transaction')
    .addOption(timeoutOption('(default: until it is proven)'))
    .addOption(keepRecordsOption())
    .addHelpText(
      'after',
      '\nIt ends when the transaction is proven to be in a final block, or proven to be dead: by the state\n' +
        'after its last valid block, which has not used its sequence, or by another final transaction that\n' +
        'has. Meanwhile it is submitted again, from the record in the home. Of a transaction without a\n' +
        'record here, only that it is final can be proven.\n' +
        '\nExamples:\n  $ trellis tx wait 9f2c…\n  $ trellis tx wait 9f2c… --timeout 60 --json\n',
    )
    .action(async (id: string, options: TxWaitOptions, command: Command) => {
      if (!isHash(id)) {
        throw new UsageError(
          'bad_id',
          `${id} is no id of a transaction, which has 64 digits 0-9 and a-f`,
        );
      }
      const session = await connect(command);
      const submissions = await openSubmissions(session.globals.home, keepMs(options));
      try {
        const submission = await submissions.get(id);
        if (submission === undefined) await waitWithoutRecord(session, id, options);
        else await waitFor(session, { submission, submissions, options });
      } finally {
        submissions.close();
      }
    });
}

interface Waiting {
  readonly submission: Submission;
  readonly submissions: SubmissionFile;
  readonly options: TxWaitOptions;
}

async function waitFor(
  session: Session,
  { submission, submissions, options: { timeout } }: Waiting,
): Promise<void> {
  const light = await session.light();
  const { sender: address } = submission.signed.transaction;
  const queue = createQueue({ light, submissions, address });
  const timeoutMs = timeout === undefined ? null : timeout * 1000;
  const signal = takeInterruption();
  const waiting = queue.outcome(submission, { timeoutMs, signal }).catch((error: unknown) => {
    throw outcomeError(error, { ...submission, state: 'submitted' });
  });
  const outcome = await withProgress('waiting for the block', waiting);
  if (outcome.type !== 'final') throw neverFinal(submission, outcome);
  await showReceipt(session, outcome.final);
}

/** Its validity and its sequence are not known here. */
async function waitWithoutRecord(
  session: Session,
  id: Hash,
  { timeout }: TxWaitOptions,
): Promise<void> {
  if (!session.globals.json) {
    warn(
      `transaction ${id}: no record of it in this home, so it can be proven to be final, but not to be dead`,
    );
  }
  const signal = takeInterruption();
  const light = await session.light();
  const waiting = untilFinal(light, id, timeout === undefined ? null : timeout * 1000, signal);
  await showReceipt(session, await withProgress('waiting for the block', waiting));
}

/** Throws `NotFinal` after the timeout, and the reason of the signal. */
async function untilFinal(
  light: LightClient,
  id: Hash,
  timeoutMs: number | null,
  signal: AbortSignal,
): Promise<ProvenTransaction> {
  const began = performance.now();
  const leftMs = (): number =>
    timeoutMs === null ? turnMs : Math.max(0, began + timeoutMs - performance.now());
  for (;;) {
    try {
      return await waitForFinal(light, id, Math.min(turnMs, leftMs()));
    } catch (error) {
      signal.throwIfAborted();
      const isUnknown = error instanceof ApiProblem && error.code === 'not_found';
      if (!isUnknown && !(error instanceof NotFinal || error instanceof Unreachable)) throw error;
      if (leftMs() === 0) throw new NotFinal(id, performance.now() - began, { cause: error });
      await pause(Math.min(retryMs, leftMs()));
    }
  }
}

/** How long one request for it waits, and the pause after one that ended sooner. */
const [turnMs, retryMs] = [10_000, 250];
