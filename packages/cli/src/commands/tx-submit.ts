/** `trellis tx submit`: hands a signed transaction in, and waits until it is final. */
import { mergeWitnesses, simulate, submitAndWait } from '@trellis/client';
import type { Command } from 'commander';
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
    .description('Hand in a signed transaction, and wait until it is final')
    .option('--dry-run', 'show what it would do, its size and its fee; signatures may be missing')
    .addHelpText(
      'after',
      '\nSeveral files are copies of one transaction that were signed apart: their signatures are put\n' +
        'together. Handing in a transaction twice is harmless.\n' +
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
        const started = performance.now();
        const final = await withProgress(
          'waiting for the block',
          submitAndWait(session.client, signed),
        );
        await showReceipt(session, final, performance.now() - started);
      },
    );
}
