/** Runs as they are kept in the repository: every sample of every figure, without the bulky rest. */
import type { BenchRun } from '../run.ts';

/** Four digits say all that a noisy machine can, and keep the files small. */
const digits = 4;

export function summarise(run: BenchRun): BenchRun {
  const round = (values: readonly number[]): number[] =>
    values.map((value) => Number(value.toPrecision(digits)));
  return {
    ...run,
    // Where its reader kept it says nothing of what was measured.
    command: run.command.replace(/ --(?:force|(?:out|ledger) \S+)/g, ''),
    metrics: run.metrics.map(({ yardstick, ...metric }) => ({
      ...metric,
      samples: round(metric.samples),
      ...(yardstick === undefined ? {} : { yardstick: round(yardstick) }),
    })),
    raw: null,
  };
}
