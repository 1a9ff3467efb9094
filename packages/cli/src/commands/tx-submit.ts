/** `trellis tx submit`: submits a signed transaction, and waits until it is final. */
import { ApiProblem, mergeWitnesses, simulate } from '@trellis/client';
import { type AccountQueue, createQueue, neverFinal } from '@trellis/client/account';
import { requiredSigners, type SignedTransaction } from '@trellis/protocol';
import type { Command } from 'commander';
import { describeAccount } from '../account-names.ts';
import type { Globals } from '../globals.ts';
import { connect, type Session } from '../session.ts';
import { expectSuccess, showSimulation } from '../simulation-view.ts';
import { openSubmissions } from '../submission-file.ts';
import { addSubmissionOptions, keepMs, type SubmissionOptions } from '../submission-options.ts';
import { type Submitting, submitAndShow } from '../submit-and-show.ts';
import { readTransactionFile } from '../transaction-file.ts';

/** Adds `tx submit`. */
export function addSubmit(tx: Command): void {
  addSubmissionOptions(
    tx
      .command('submit <file> [copies...]')
      .description('Submit a signed transaction, and wait until it is final'),
  )
    .addHelpText(
      'after',
      '\nSeveral files are copies of one transaction that were signed apart: their signatures are put\n' +
        'together. Submitting a transaction twice is harmless.\n' +
        '\nExamples:\n  $ trellis tx submit swap.json\n  $ trellis tx submit swap-ann.json swap-ben.json\n',
    )
    .action(
      async (
        file: string,
        copies: readonly string[],
        options: SubmissionOptions,
        command: Command,
      ) => {
        const session = await connect(command);
        const first = await readTransactionFile(file);
        const others = await Promise.all(copies.map((file) => readTransactionFile(file)));
        const signed = mergeWitnesses(first, ...others);
        if (options.dryRun === true) {
          return showSimulation(session, signed, await simulate(session.transport, signed));
        }
        await submitSigned(session, signed, options);
      },
    );
}

async function submitSigned(
  session: Session,
  signed: SignedTransaction,
  options: SubmissionOptions,
): Promise<void> {
  const submissions = await openSubmissions(session.globals.home, keepMs(options));
  try {
    const light = await session.light();
    const queue = createQueue({ light, submissions, address: signed.transaction.sender });
    const submitting = signedElsewhere(queue, signed, options);
    await withMissingSigners(session.globals, signed, async () => {
      if (options.force !== true) expectSuccess(await simulate(session.transport, signed));
      await submitAndShow(session, submitting, options);
    });
  } finally {
    submissions.close();
  }
}

function signedElsewhere(
  queue: AccountQueue,
  signed: SignedTransaction,
  { idempotencyKey }: SubmissionOptions,
): Submitting {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const submit: Submitting['submit'] = (options) =>
    queue.submitSigned(signed, { ...options, ...key });
  return {
    submit,
    async send(options) {
      const submission = await submit(options);
      const outcome = await queue.outcome(submission, options);
      if (outcome.type === 'final') return { submission, final: outcome.final };
      throw neverFinal(submission, outcome);
    },
  };
}

/** Adds to a rejection who has not signed at all, if it is for want of signatures. */
async function withMissingSigners(
  { home }: Globals,
  { transaction, witnesses }: SignedTransaction,
  submit: () => Promise<void>,
): Promise<void> {
  try {
    await submit();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.code !== 'policy_not_met')
      throw error;
    const signed = new Set(witnesses.map(({ account }) => account));
    const missing = requiredSigners(transaction).filter((account) => !signed.has(account));
    if (missing.length === 0) throw error;
    const names = await Promise.all(missing.map((account) => describeAccount(home, account)));
    const detail = `${error.message} None is by ${names.join(', ')}.`;
    throw new ApiProblem({ type: '', title: '', code: error.code, status: 422, detail });
  }
}
