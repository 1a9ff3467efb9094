/** `trellis bench channel`. */
import type { Command } from 'commander';
import { type Plan, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

export function addChannel(bench: Command): void {
  addRunOptions(
    bench
      .command('channel')
      .description('Connections between nodes: our TLS beside libp2p’s Noise'),
  )
    .addHelpText('after', '\nExamples:\n  $ trellis bench channel --quick\n')
    .action(async (given: RunOptions, command: Command) => {
      const { channelText, defaultChannelOptions, quickChannelOptions, runChannelBench } =
        await import('@trellis/bench');
      const options = given.quick ? quickChannelOptions : defaultChannelOptions;
      const parameters = { ...options.plan, rounds: options.rounds, kinds: String(options.kinds) };
      const plan: Plan = { kind: 'channel', seed: given.seed, parameters };
      await runMeasurement(command, given, plan, async ({ progress, signal }) => {
        const { result, metrics } = await runChannelBench(options, progress.update, signal);
        return { text: channelText(result), metrics, raw: result, failure: null };
      });
    });
}
