/** `trellis bench growth`. */
import { defaultGrowthOptions, networkSchemes } from '@trellis/bench/options';
import type { SchemeName } from '@trellis/crypto';
import type { Command } from 'commander';
import { wholeNumber } from '../../whole-number.ts';
import { wholeNumbers } from './numbers.ts';
import { interrupted, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

interface GrowthCommandOptions extends RunOptions {
  readonly accounts?: readonly number[];
  readonly validators?: readonly number[];
  readonly scheme?: SchemeName;
  readonly duration?: number;
}

export function addGrowth(bench: Command): void {
  const defaults = defaultGrowthOptions;
  addRunOptions(
    bench
      .command('growth')
      .description('How costs grow with accounts, in a real database, and with validators')
      .option(
        '--accounts <counts>',
        `sizes of the state, up to 10^7 (${defaults.accounts})`,
        wholeNumbers,
      )
      .option(
        '--validators <counts>',
        `sizes of the network, 4 to 32 (${defaults.validators})`,
        wholeNumbers,
      )
      .option('--scheme <name>', `of the validators and accounts: ${networkSchemes.join(', ')}`)
      .option(
        '--duration <seconds>',
        `of the load on each network (${defaults.seconds})`,
        wholeNumber(0),
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench growth --quick\n' +
        '  $ trellis bench growth --accounts 1000,1000000 --validators 4,16,32 --out runs/growth\n',
    )
    .action(async (given: GrowthCommandOptions, command: Command) => {
      const { formatGrowth, growthMetrics, quickGrowthOptions, runGrowthBench } = await import(
        '@trellis/bench'
      );
      const base = given.quick ? quickGrowthOptions : defaults;
      const options = {
        ...base,
        seed: given.seed,
        accounts: given.accounts ?? base.accounts,
        validators: given.validators ?? base.validators,
        scheme: given.scheme ?? base.scheme,
        seconds: given.duration ?? base.seconds,
      };
      const { seed, accounts, validators, ...others } = options;
      const parameters = {
        ...others,
        accounts: String(accounts),
        validators: String(validators),
      };
      await runMeasurement(command, given, { kind: 'growth', seed, parameters }, async (tools) => {
        const { progress, signal, keep } = tools;
        const result = await runGrowthBench(options, {
          onProgress: ({ share, text, secondsLeft }) => progress.update(share, text, secondsLeft),
          onSize: (soFar) => keep({ metrics: growthMetrics(soFar), raw: soFar }),
          signal,
        });
        const failure = signal.aborted ? interrupted : 'not every size was measured';
        return {
          text: formatGrowth(result),
          metrics: growthMetrics(result),
          raw: result,
          failure: result.status === 'ok' ? null : failure,
        };
      });
    });
}
