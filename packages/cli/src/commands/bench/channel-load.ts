/** `trellis bench channel-load`. */
import type { Command } from 'commander';
import { wholeNumber } from '../../whole-number.ts';

import { type Plan, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

export function addChannelLoad(bench: Command): void {
  addRunOptions(
    bench
      .command('channel-load')
      .description('The same payments on networks over our TLS and over libp2p’s Noise')
      .option(
        '--rate <count>',
        'payments a second, and then one and a half times as many (400)',
        wholeNumber(1),
      ),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis bench channel-load --quick\n')
    .action(async (given: RunOptions & { readonly rate?: number }, command: Command) => {
      const {
        channelLoadText,
        defaultChannelLoadOptions,
        quickChannelLoadOptions,
        runChannelLoadBench,
      } = await import('@trellis/bench');
      const base = given.quick ? quickChannelLoadOptions : defaultChannelLoadOptions;
      const ledger = { ...base.ledger, seed: given.seed, rate: given.rate ?? base.ledger.rate };
      const { schemes, validators, rate, repeat } = ledger;
      const parameters = { schemes: String(schemes), validators, rate, repeat };
      const plan: Plan = { kind: 'channel-load', seed: given.seed, parameters };
      await runMeasurement(command, given, plan, async ({ progress, signal }) => {
        const { trials, metrics, problem } = await runChannelLoadBench(
          { ...base, ledger },
          progress.update,
          signal,
        );
        return {
          text: channelLoadText(metrics),
          metrics: [...metrics],
          raw: trials,
          failure: problem,
        };
      });
    });
}
