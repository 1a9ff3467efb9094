/** Looking up and laying out the figures of a run. */
import type { BenchRun, Metric } from './run.ts';
import { median } from './statistics.ts';
import { figure } from './table.ts';

/** The median over the repetitions; `undefined` when the run has no such figure. */
export function medianOf(run: BenchRun, name: string, subject: string): number | undefined {
  const metric = run.metrics.find((one) => one.name === name && one.subject === subject);
  return metric === undefined ? undefined : median(metric.samples);
}

/** The subjects in the order in which they were measured. */
export function subjectsOf({ metrics }: BenchRun): readonly string[] {
  return [...new Set(metrics.map(({ subject }) => subject))];
}

/** A line a figure, a column a subject: medians. */
export function metricTable(run: BenchRun): readonly (readonly string[])[] {
  const subjects = subjectsOf(run);
  const names = new Map<string, Metric>(run.metrics.map((metric) => [metric.name, metric]));
  return [
    ['', 'unit', ...subjects],
    ...[...names.values()].map(({ name, unit }) => [
      name,
      unit,
      ...subjects.map((subject) => {
        const value = medianOf(run, name, subject);
        return value === undefined ? '-' : figure(value);
      }),
    ]),
  ];
}
