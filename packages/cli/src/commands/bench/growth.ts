/** `trellis bench growth`. */
import {
  defaultGrowthOptions,
  formatGrowth,
  type GrowthResult,
  growthMetrics,
  networkSchemes,
  quickGrowthOptions,
  runGrowthBench,
} from '@trellis/bench';
import type { SchemeName } from '@trellis/crypto';
import type { Command } from 'commander';
import {
  addCommonOptions,
  type CommonOptions,
  conclude,
  type Facts,
  interrupted,
  keepUnfinished,
  measuring,
} from './keep-run.ts';
import { wholeNumber, wholeNumbers } from './numbers.ts';

interface GrowthCommandOptions extends CommonOptions {
  readonly accounts?: readonly number[];
  readonly validators?: readonly number[];
  readonly scheme?: SchemeName;
  readonly duration?: number;
}

export function addGrowth(bench: Command): void {
  const { accounts, validators, seconds } = defaultGrowthOptions;
  addCommonOptions(
    bench
      .command('growth')
      .description('How costs grow with accounts, in a real database, and with validators')
      .option('--accounts <counts>', `sizes of the state, up to 10^7 (${accounts})`, wholeNumbers)
      .option(
        '--validators <counts>',
        `sizes of the network, 4 to 32 (${validators})`,
        wholeNumbers,
      )
      .option('--scheme <name>', `of the validators and accounts: ${networkSchemes.join(', ')}`)
      .option('--duration <seconds>', `of the load on each network (${seconds})`, wholeNumber),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench growth --quick\n' +
        '  $ trellis bench growth --accounts 1000,1000000 --validators 4,16,32 --out runs/growth\n',
    )
    .action(async (given: GrowthCommandOptions, command: Command) => {
      const base = given.quick ? quickGrowthOptions : defaultGrowthOptions;
      const options = {
        ...base,
        seed: given.seed,
        accounts: given.accounts ?? base.accounts,
        validators: given.validators ?? base.validators,
        scheme: given.scheme ?? base.scheme,
        seconds: given.duration ?? base.seconds,
      };
      const startedAt = new Date();
      const { seed, ...parameters } = options;
      const facts = (result: GrowthResult, failure: string | null): Facts => ({
        kind: 'growth',
        seed,
        parameters: {
          ...parameters,
          accounts: String(options.accounts),
          validators: String(options.validators),
        },
        metrics: growthMetrics(result),
        raw: result,
        startedAt,
        failure,
      });
      const { result, stopped } = await measuring(async ({ progress, signal }) => ({
        result: await runGrowthBench(options, {
          onProgress: ({ share, text, secondsLeft }) => progress.update(share, text, secondsLeft),
          onSize: (soFar) => keepUnfinished(given, facts(soFar, null)),
          signal,
        }),
        stopped: signal.aborted,
      }));
      const failure = stopped ? interrupted : 'not every size was measured';
      await conclude(
        command,
        given,
        formatGrowth(result),
        facts(result, result.status === 'ok' ? null : failure),
      );
    });
}
