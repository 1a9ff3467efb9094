/** `trellis bench channel`. */
import {
  channelText,
  defaultChannelOptions,
  quickChannelOptions,
  runChannelBench,
} from '@trellis/bench';
import type { Command } from 'commander';
import { addCommonOptions, type CommonOptions, conclude, measuring } from './keep-run.ts';

export function addChannel(bench: Command): void {
  addCommonOptions(
    bench
      .command('channel')
      .description('Connections between nodes: our TLS beside libp2p’s Noise'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis bench channel --quick\n')
    .action(async (given: CommonOptions, command: Command) => {
      const options = given.quick ? quickChannelOptions : defaultChannelOptions;
      const startedAt = new Date();
      const { result, metrics } = await measuring(({ progress, signal }) =>
        runChannelBench(options, progress.update, signal),
      );
      await conclude(command, given, channelText(result), {
        kind: 'channel',
        seed: given.seed,
        parameters: { ...options.plan, rounds: options.rounds, kinds: String(options.kinds) },
        metrics,
        raw: result,
        startedAt,
        failure: null,
      });
    });
}
