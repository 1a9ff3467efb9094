/** What every measurement has in common: its options, being stopped, and what becomes of its run. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BenchError,
  type BenchRun,
  createRun,
  type RunFacts,
  readRun,
  runFileName,
  writeReport,
} from '@trellis/bench';
import type { Command } from 'commander';
import { type BenchProgress, startBenchProgress } from '../../bench-progress.ts';
import { UsageError } from '../../command-error.ts';
import { readGlobals } from '../../globals.ts';
import { requireFolder } from '../../out-folder.ts';
import { print, printJson } from '../../output.ts';
import { wholeNumber } from './numbers.ts';
import { addPriceOptions, type PriceOptions, pricesOf } from './prices.ts';

export interface OutOptions {
  readonly out?: string;
  readonly force: boolean;
}

export interface CommonOptions extends PriceOptions, OutOptions {
  readonly quick: boolean;
  readonly seed: number;
}

/** What of a run is known before its end. */
export type Facts = Omit<RunFacts, 'command'>;

export function addCommonOptions(command: Command): Command {
  return addPriceOptions(command)
    .option('--quick', 'less of everything: done within a minute', false)
    .option('--out <folder>', 'keep the run here: run.json, run.csv and report.html')
    .option('--force', 'write over the run that is in the folder', false)
    .option('--seed <number>', 'makes a run repeatable where chance has a part', wholeNumber, 1)
    .hook('preAction', (_this, action) => requireOut(action.opts<CommonOptions>()));
}

/** Refuses before anything is measured what could not be kept, or would be lost. */
export async function requireOut({ out, force }: OutOptions): Promise<void> {
  if (out === undefined) return;
  await requireFolder(out);
  const hasRun = await access(join(out, runFileName)).then(
    () => true,
    () => false,
  );
  if (hasRun && !force) {
    throw new UsageError(
      'run_exists',
      `--out: there is a run in ${out} already; name another folder, or give --force to write over it`,
    );
  }
}

export interface Measuring {
  readonly progress: BenchProgress;
  /** Aborted by SIGINT and by SIGTERM: what was measured until then is kept. A second one ends all. */
  readonly signal: AbortSignal;
}

/** Shows progress while `measure` goes on, and lets it be stopped. */
export async function measuring<T>(measure: (tools: Measuring) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(new BenchError('interrupted', interrupted));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const progress = startBenchProgress();
  try {
    return await measure({ progress, signal: stopping.signal });
  } finally {
    progress.end();
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
  }
}

/** Keeps what there is of a run that goes on: one that is cut off later has had it until then. */
export async function keepUnfinished(given: CommonOptions, facts: Facts): Promise<void> {
  if (given.out === undefined) return;
  await save(given, await describe({ ...facts, failure: 'it was not finished' }));
}

/** Keeps the run, and prints it. A run that broke off ends the command with an error. */
export async function conclude(
  command: Command,
  given: CommonOptions,
  text: string,
  facts: Facts,
): Promise<void> {
  const run = await describe(facts);
  const { out } = given;
  await save(given, run);
  if (readGlobals(command).json) printJson(run);
  else {
    const { machine, versions, commit } = run;
    print(
      text,
      '',
      `${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}; Node ${versions.node}, OpenSSL ${versions.openssl}; commit ${commit}; ${Math.round(run.seconds)} s`,
      ...(out === undefined ? [] : [`Kept in ${out}: run.json, run.csv, report.html.`]),
    );
  }
  if (run.failure === null) return;
  throw new BenchError(run.failure === interrupted ? 'interrupted' : 'run_failed', run.failure);
}

/** The failure of a run that the user ended. */
export const interrupted = 'interrupted';

/** A run by its folder or its file. */
export function readRunAt(text: string): Promise<BenchRun> {
  return readRun(text.endsWith('.json') ? text : join(text, runFileName));
}

function describe(facts: Facts): Promise<BenchRun> {
  return createRun({ ...facts, command: `trellis ${process.argv.slice(2).join(' ')}` });
}

async function save(given: CommonOptions, run: BenchRun): Promise<void> {
  if (given.out !== undefined) await writeReport(given.out, run, pricesOf(given));
}
