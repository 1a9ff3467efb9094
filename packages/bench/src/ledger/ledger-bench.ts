/** `trellis bench ledger`: networks of several schemes, interleaved and repeated, one after another. */
import { availableParallelism } from 'node:os';
import { LedgerError } from './ledger-error.ts';
import { requireMachine } from './machine-limits.ts';
import { type LedgerOptions, ledgerOptionsProblem, quickNotice } from './options.ts';
import { planPhases, planTrials, secondsLeft, trialSeconds } from './schedule.ts';
import { runTrial } from './trial.ts';
import type { LedgerTrial } from './trial-result.ts';

export interface LedgerProgress {
  /** What is in progress, such as `ml-dsa-65 2/3: sustained 400/s`. */
  readonly text: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly secondsLeft: number;
}

export interface LedgerHandlers {
  readonly onProgress: (progress: LedgerProgress) => void;
  /** A trial ended, well or not: the time to save what there is. */
  readonly onTrial: (trial: LedgerTrial) => void | Promise<void>;
  /** Ends the run; what was measured is kept. */
  readonly signal: AbortSignal;
}

export interface LedgerResult {
  readonly options: LedgerOptions;
  readonly cores: number;
  /** What to know before reading the figures. */
  readonly notes: readonly string[];
  readonly trials: readonly LedgerTrial[];
  /** `failed` when any trial is, or when there are fewer of them than planned. */
  readonly status: 'ok' | 'failed';
}

/**
 * Measures. Throws `LedgerError` for options that make no measurement and for a machine that has not
 * what it takes; what happens later is in the result.
 */
export async function runLedgerBench(
  options: LedgerOptions,
  { onProgress, onTrial, signal }: LedgerHandlers,
): Promise<LedgerResult> {
  const problem = ledgerOptionsProblem(options);
  if (problem !== undefined) throw new LedgerError('bad_option', problem);
  await requireMachine(options.validators);
  const cores = availableParallelism();
  const plan = planTrials(options.schemes, options.repeat);
  const phases = planPhases(options);
  const each = trialSeconds(phases, options);
  const started = performance.now();
  const trials: LedgerTrial[] = [];
  for (const trial of plan) {
    if (signal.aborted) break;
    const begun = performance.now();
    const tell = (phase: string): void => {
      const elapsed = (performance.now() - started) / 1000;
      const inTrial = Math.min(each * 0.95, (performance.now() - begun) / 1000);
      const done = trials.length * each + inTrial;
      onProgress({
        text: `${trial.scheme} ${trial.repetition}/${options.repeat}: ${phase}`,
        share: done / (plan.length * each),
        secondsLeft: secondsLeft(plan.length * each, done, elapsed),
      });
    };
    const result = await runTrial(trial, options, phases, { onPhase: tell, signal });
    trials.push(result);
    await onTrial(result);
  }
  const complete = trials.length === plan.length && trials.every(({ status }) => status === 'ok');
  return {
    options,
    cores,
    notes: notesFor(options, cores),
    trials,
    status: complete ? 'ok' : 'failed',
  };
}

function notesFor(options: LedgerOptions, cores: number): string[] {
  const notes = [
    `All ${options.validators} nodes, and the generator, share ${cores} cores of one machine.`,
  ];
  if (options.quick) notes.push(quickNotice);
  if (options.latencyMs > 0 || options.lossPercent > 0) {
    notes.push(
      `${options.latencyMs} ms of latency one way and ${options.lossPercent} % loss are added to what ` +
        'a node receives. A lost segment costs what TCP takes to repeat it, not the message.',
    );
  }
  return notes;
}
