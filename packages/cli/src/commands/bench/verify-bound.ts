/** `trellis bench verify-bound`. */
import { defaultLedgerOptions, measureVerifyBound, verifyBoundText } from '@trellis/bench';
import { schemeNames } from '@trellis/crypto';
import type { Command } from 'commander';
import {
  addCommonOptions,
  type CommonOptions,
  conclude,
  measuring,
  readRunAt,
} from './keep-run.ts';
import { positiveNumber } from './numbers.ts';
import { ledgerSchemes } from './schemes.ts';

export function addVerifyBound(bench: Command): void {
  addCommonOptions(
    bench
      .command('verify-bound')
      .description('What verification alone would allow, and what share of it a network reached')
      .option('--schemes <names>', `of ${schemeNames.join(', ')}`)
      .option('--validators <count>', 'nodes that share this machine', positiveNumber, 4)
      .option('--ledger <run>', 'a run of "bench ledger", its folder or its file'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench verify-bound\n  $ trellis bench verify-bound --ledger runs/ledger\n',
    )
    .action(
      async (
        given: CommonOptions & {
          readonly schemes?: string;
          readonly validators: number;
          readonly ledger?: string;
        },
        command: Command,
      ) => {
        const schemes =
          given.schemes === undefined ? defaultLedgerOptions.schemes : ledgerSchemes(given.schemes);
        const ledger = given.ledger === undefined ? null : await readRunAt(given.ledger);
        const [rounds, millisecondsEach] = given.quick ? [3, 100] : [9, 300];
        const { validators } = given;
        const plan = { schemes, validators, rounds, millisecondsEach, ledger };
        const startedAt = new Date();
        const { bounds, metrics } = await measuring(({ progress, signal }) =>
          measureVerifyBound(plan, progress.update, signal),
        );
        await conclude(command, given, verifyBoundText(bounds, validators), {
          kind: 'verify-bound',
          seed: given.seed,
          parameters: { schemes: String(schemes), validators, rounds, millisecondsEach },
          metrics,
          raw: { bounds },
          startedAt,
          failure: null,
        });
      },
    );
}
