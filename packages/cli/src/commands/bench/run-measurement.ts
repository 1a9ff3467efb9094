/** Runs a measurement: with its progress shown, stopped by the first signal, and kept as it continues. */
import type { BenchRun, RunFacts } from '@trellis/bench';
import type { Command } from 'commander';
import { type BenchProgress, startBenchProgress } from '../../bench-progress.ts';
import { readGlobals } from '../../globals.ts';
import { takeInterruption } from '../../interruption.ts';
import { print, printJson } from '../../output.ts';
import { note } from '../../terminal.ts';
import { pricesOf } from './prices.ts';
import type { RunOptions } from './run-options.ts';

/** What is known of a run before it begins. */
export type Plan = Pick<RunFacts, 'kind' | 'seed' | 'parameters'>;

/** What was measured until now. */
type Measured = Pick<RunFacts, 'metrics' | 'raw'>;

export interface Measurement extends Measured {
  /** What is printed for people. */
  readonly text: string;
  /** Why the run is not whole; `null` when it is. */
  readonly failure: string | null;
}

export interface MeasurementTools {
  readonly progress: BenchProgress;
  /** Aborted when the command is interrupted: what was measured until then is kept. A second one ends all. */
  readonly signal: AbortSignal;
  /** Keeps what there is of a run that continues: one that is cut off later has had it until then. */
  keep(soFar: Measured): Promise<void>;
}

/** The failure of a run that the user ended. */
export const interrupted = 'interrupted';

/**
 * Measures, keeps the run where the user wants it, and prints it. Throws `BenchError` for a run that
 * broke off, after it was kept.
 */
export async function runMeasurement(
  command: Command,
  given: RunOptions,
  plan: Plan,
  measure: (tools: MeasurementTools) => Promise<Measurement>,
): Promise<void> {
  const { BenchError, createRun, writeReport } = await import('@trellis/bench');
  const startedAt = new Date();
  const commandLine = `trellis ${process.argv.slice(2).join(' ')}`;
  const keep = async (measured: Measured, failure: string | null): Promise<BenchRun> => {
    const { metrics, raw } = measured;
    const facts = { ...plan, metrics, raw, failure, startedAt, command: commandLine };
    const run = await createRun(facts);
    if (given.out !== undefined) await writeReport(given.out, run, pricesOf(given));
    return run;
  };
  const measurement = await stoppable(({ progress, signal }) =>
    measure({
      progress,
      signal,
      async keep(soFar) {
        if (given.out !== undefined) await keep(soFar, 'it was not finished');
      },
    }),
  );
  const { text, failure } = measurement;
  const run = await keep(measurement, failure);
  if (readGlobals(command).json) printJson(run);
  else
    print(
      ...text.split('\n'),
      '',
      circumstances(run),
      ...(given.out === undefined ? [] : [kept(given.out)]),
    );
  if (failure === null) return;
  throw new BenchError(failure === interrupted ? 'interrupted' : 'run_failed', failure);
}

/** Shows progress while `measure` continues, and lets it be stopped. */
async function stoppable<T>(
  measure: (tools: Pick<MeasurementTools, 'progress' | 'signal'>) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  const { BenchError } = await import('@trellis/bench');
  const stop = (): void => stopping.abort(new BenchError('interrupted', interrupted));
  takeInterruption().addEventListener('abort', stop);
  const { removeLeftTestnets } = await import('@trellis/testnet');
  await removeLeftTestnets(note);
  const progress = startBenchProgress();
  try {
    return await measure({ progress, signal: stopping.signal });
  } finally {
    progress.end();
  }
}

function circumstances({ machine, versions, commit, seconds }: BenchRun): string {
  const memory = Math.round(machine.memoryBytes / 2 ** 30);
  const hardware = `${machine.processor}, ${machine.cores} cores, ${memory} GiB, ${machine.system}`;
  const software = `Node ${versions.node}, OpenSSL ${versions.openssl}; commit ${commit}`;
  return `${hardware}; ${software}; ${Math.round(seconds)} s`;
}

const kept = (folder: string): string => `Kept in ${folder}: run.json, run.csv, report.html.`;
