/** `trellis bench api`. */
import type { Command } from 'commander';
import { wholeNumber } from '../../whole-number.ts';

import { type Plan, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

interface ApiOptions extends RunOptions {
  readonly reads?: number;
  readonly submits?: number;
  readonly repeat?: number;
}

export function addApi(bench: Command): void {
  addRunOptions(
    bench
      .command('api')
      .description('Reads and submissions at a node’s HTTP API, and what they do to the blocks')
      .option('--reads <count>', 'reads a second (200)', wholeNumber(1))
      .option('--submits <count>', 'single submissions a second (100)', wholeNumber(1))
      .option('--repeat <count>', 'repetitions (3)', wholeNumber(1)),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench api --quick\n  $ trellis bench api --reads 1000 --submits 300 --out runs/api\n',
    )
    .action(async (given: ApiOptions, command: Command) => {
      const { apiBenchText, defaultApiBenchOptions, quickApiBenchOptions, runApiBench } =
        await import('@trellis/bench');
      const base = given.quick ? quickApiBenchOptions : defaultApiBenchOptions;
      const options = {
        ...base,
        seed: given.seed,
        readsPerSecond: given.reads ?? base.readsPerSecond,
        submitsPerSecond: given.submits ?? base.submitsPerSecond,
        repeat: given.repeat ?? base.repeat,
      };
      const { seed, ...parameters } = options;
      const plan: Plan = { kind: 'api', seed, parameters };
      await runMeasurement(command, given, plan, async ({ progress, signal }) => {
        const { parts, metrics, problem } = await runApiBench(options, progress.update, signal);
        return { text: apiBenchText(metrics), metrics: [...metrics], raw: parts, failure: problem };
      });
    });
}
