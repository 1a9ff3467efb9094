/** `trellis bench ledger`. */
import type { LedgerOptions, LedgerTrial, Workload } from '@trellis/bench';
import { networkSchemes, workloads } from '@trellis/bench/options';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../../whole-number.ts';
import { percentage } from './numbers.ts';
import { interrupted, runMeasurement } from './run-measurement.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';
import { ledgerSchemes } from './schemes.ts';

interface LedgerCommandOptions extends RunOptions {
  readonly schemes?: string;
  readonly validators?: number;
  readonly payload?: number;
  readonly workload?: Workload;
  readonly accounts?: number;
  readonly duration?: number;
  readonly rate?: number;
  readonly latency?: number;
  readonly loss?: number;
  readonly repeat?: number;
}

export function addLedger(bench: Command): void {
  addRunOptions(
    bench
      .command('ledger')
      .description('Whole networks, one for each scheme, driven to their knee and beyond')
      .option('--schemes <names>', `of ${networkSchemes.join(', ')}`)
      .option('--validators <count>', 'processes that vote (4)', wholeNumber(0))
      .option('--payload <bytes>', 'memo of each payment (0)', wholeNumber(0))
      .addOption(
        new Option(
          '--workload <kind>',
          'what its transactions do: one transfer each, or transfers, deliveries against payment and holds (transfers)',
        ).choices([...workloads]),
      )
      .option('--accounts <count>', 'accounts that pay each other (2000)', wholeNumber(0))
      .option('--duration <seconds>', 'of the sustained load (12)', wholeNumber(0))
      .option(
        '--rate <count>',
        'payments a second, instead of searching for the knee',
        wholeNumber(0),
      )
      .option('--latency <ms>', 'added between nodes, one way (0)', wholeNumber(0))
      .option('--loss <percent>', 'of the segments between nodes (0)', percentage)
      .option('--repeat <count>', 'of every network, in turn (3)', wholeNumber(0)),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis bench ledger --quick\n' +
        '  $ trellis bench ledger --schemes ed25519,ml-dsa-65 --out runs/ledger\n' +
        '  $ trellis bench ledger --validators 7 --latency 20 --loss 0.5\n',
    )
    .action(async (given: LedgerCommandOptions, command: Command) => {
      const { formatLedger, ledgerMetrics, runLedgerBench } = await import('@trellis/bench');
      const options = await ledgerOptions(given);
      const trials: LedgerTrial[] = [];
      const { schemes, seed, ...others } = options;
      const parameters = { ...others, schemes: String(schemes) };
      await runMeasurement(command, given, { kind: 'ledger', seed, parameters }, async (tools) => {
        const { progress, signal, keep } = tools;
        const result = await runLedgerBench(options, {
          onProgress: ({ share, text, secondsLeft }) => progress.update(share, text, secondsLeft),
          async onTrial(trial) {
            trials.push(trial);
            await keep({ metrics: ledgerMetrics(trials), raw: { trials } });
          },
          signal,
        });
        const failed = result.trials.find(({ status }) => status === 'failed');
        const failure = failed?.problem ?? 'not every network was measured';
        return {
          text: formatLedger(result),
          metrics: ledgerMetrics(trials),
          raw: result,
          failure: result.status === 'ok' ? null : signal.aborted ? interrupted : failure,
        };
      });
    });
}

async function ledgerOptions(given: LedgerCommandOptions): Promise<LedgerOptions> {
  const { defaultLedgerOptions, quickLedgerOptions } = await import('@trellis/bench');
  const base = given.quick ? quickLedgerOptions : defaultLedgerOptions;
  return {
    ...base,
    seed: given.seed,
    schemes: given.schemes === undefined ? base.schemes : ledgerSchemes(given.schemes),
    validators: given.validators ?? base.validators,
    payloadBytes: given.payload ?? base.payloadBytes,
    workload: given.workload ?? base.workload,
    accounts: given.accounts ?? base.accounts,
    durationSeconds: given.duration ?? base.durationSeconds,
    rate: given.rate ?? base.rate,
    latencyMs: given.latency ?? base.latencyMs,
    lossPercent: given.loss ?? base.lossPercent,
    repeat: given.repeat ?? base.repeat,
  };
}
