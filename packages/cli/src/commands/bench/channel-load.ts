/** `trellis bench channel-load`. */
import {
  channelLoadText,
  defaultChannelLoadOptions,
  quickChannelLoadOptions,
  runChannelLoadBench,
} from '@trellis/bench';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, conclude, measuring } from './keep-run.ts';
import { positiveNumber } from './numbers.ts';

export function addChannelLoad(bench: Command): void {
  addCommonOptions(
    bench
      .command('channel-load')
      .description('The same payments on networks over our TLS and over libp2p’s Noise')
      .option(
        '--rate <count>',
        'payments a second, and then one and a half times as many (400)',
        positiveNumber,
      ),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis bench channel-load --quick\n')
    .action(async (given: CommonOptions & { readonly rate?: number }, command: Command) => {
      const base = given.quick ? quickChannelLoadOptions : defaultChannelLoadOptions;
      const ledger = { ...base.ledger, seed: given.seed, rate: given.rate ?? base.ledger.rate };
      const startedAt = new Date();
      const { trials, metrics, problem } = await measuring(({ progress, signal }) =>
        runChannelLoadBench({ ...base, ledger }, progress.update, signal),
      );
      const { schemes, validators, rate, repeat } = ledger;
      await conclude(command, given, channelLoadText(metrics), {
        kind: 'channel-load',
        seed: given.seed,
        parameters: { schemes: String(schemes), validators, rate, repeat },
        metrics: [...metrics],
        raw: trials,
        startedAt,
        failure: problem,
      });
    });
}
