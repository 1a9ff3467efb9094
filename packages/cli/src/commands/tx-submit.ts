/** `trellis tx submit`: hands a signed transaction in, and waits until it is final. */
import { ApiProblem, mergeWitnesses, simulate, submitAndWait } from '@trellis/client';
import { requiredSigners, type SignedTransaction } from '@trellis/protocol';
import type { Command } from 'commander';
import { describeAccount } from '../account-names.ts';
import type { Globals } from '../globals.ts';
import { withProgress } from '../progress.ts';
import { showReceipt } from '../receipt-view.ts';
import { connect } from '../session.ts';
import { showSimulation } from '../simulation-view.ts';
import { readTransactionFile } from '../transaction-file.ts';

interface SubmitOptions {
  readonly dryRun?: boolean;
}

/** Adds `tx submit`. */
export function addSubmit(tx: Command): void {
  tx.command('submit <file> [copies...]')
    .description('Submit a signed transaction, and wait until it is final')
    .option('--dry-run', 'show what it would do, its size and its fee; signatures may be missing')
    .addHelpText(
      'after',
      '\nSeveral files are copies of one transaction that were signed apart: their signatures are put\n' +
        'together. Submitting a transaction twice is harmless.\n' +
        '\nExamples:\n  $ trellis tx submit swap.json\n  $ trellis tx submit swap-ann.json swap-ben.json\n',
    )
    .action(
      async (file: string, copies: readonly string[], options: SubmitOptions, command: Command) => {
        const session = await connect(command);
        const first = await readTransactionFile(file);
        const others = await Promise.all(copies.map((file) => readTransactionFile(file)));
        const signed = mergeWitnesses(first, ...others);
        if (options.dryRun === true) {
          return showSimulation(session, signed, await simulate(session.client, signed));
        }
        const light = await session.light();
        const started = performance.now();
        const final = await withProgress(
          'waiting for the block',
          submitAndWait(light, signed).catch(async (error: unknown) => {
            throw await withMissingSigners(session.globals, signed, error);
          }),
        );
        await showReceipt(session, final, performance.now() - started);
      },
    );
}

/** The rejection with whoever has not signed at all, if it is for want of signatures. */
async function withMissingSigners(
  { home }: Globals,
  { transaction, witnesses }: SignedTransaction,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ApiProblem) || error.code !== 'policy_not_met') return error;
  const signed = new Set(witnesses.map(({ account }) => account));
  const missing = requiredSigners(transaction).filter((account) => !signed.has(account));
  if (missing.length === 0) return error;
  const names = await Promise.all(missing.map((account) => describeAccount(home, account)));
  const detail = `${error.detail} None is by ${names.join(', ')}.`;
  return new ApiProblem({ type: '', title: '', code: error.code, status: error.status, detail });
}
