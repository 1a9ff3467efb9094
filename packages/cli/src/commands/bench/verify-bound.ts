/** `trellis bench verify-bound`. */
import { defaultLedgerOptions } from '@trellis/bench/options';
import { schemeNames } from '@trellis/crypto';
import type { Command } from 'commander';
import { wholeNumber } from '../../whole-number.ts';
import { type Plan, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';
import { ledgerSchemes } from './schemes.ts';

export function addVerifyBound(bench: Command): void {
  addRunOptions(
    bench
      .command('verify-bound')
      .description('What verification alone would allow, and what share of it a network reached')
      .option('--schemes <names>', `of ${schemeNames.join(', ')}`)
      .option('--validators <count>', 'nodes that share this machine', wholeNumber(1), 4)
      .option('--ledger <run>', 'a run of "bench ledger", its folder or its file'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench verify-bound\n  $ trellis bench verify-bound --ledger runs/ledger\n',
    )
    .action(
      async (
        given: RunOptions & {
          readonly schemes?: string;
          readonly validators: number;
          readonly ledger?: string;
        },
        command: Command,
      ) => {
        const { measureVerifyBound, readRunAt, verifyBoundText } = await import('@trellis/bench');
        const schemes =
          given.schemes === undefined ? defaultLedgerOptions.schemes : ledgerSchemes(given.schemes);
        const ledger = given.ledger === undefined ? null : await readRunAt(given.ledger);
        const [rounds, millisecondsEach] = given.quick ? [3, 100] : [9, 300];
        const { validators } = given;
        const options = { schemes, validators, rounds, millisecondsEach, ledger };
        const parameters = { schemes: String(schemes), validators, rounds, millisecondsEach };
        const plan: Plan = { kind: 'verify-bound', seed: given.seed, parameters };
        await runMeasurement(command, given, plan, async ({ progress, signal }) => {
          const { bounds, metrics } = await measureVerifyBound(options, progress.update, signal);
          const text = verifyBoundText(bounds, validators);
          return { text, metrics, raw: { bounds }, failure: null };
        });
      },
    );
}
