/** Which differences between two runs exceed the noise of the machine that made them. */
import { BenchError, type BenchRun, type Metric } from '../run.ts';
import { ascending, median, studentQuantile } from '../statistics.ts';

type ComparisonResult = 'same' | 'better' | 'worse' | 'different' | 'too few samples';

export interface MetricComparison {
  readonly name: string;
  readonly subject: string;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  /** After ÷ before, both as multiples of the yardstick where the runs have one. */
  readonly ratio: number;
  /** Where the ratio lies, with a confidence that allows for the number of comparisons. */
  readonly low: number;
  readonly high: number;
  /** The least change of this metric that counts, as a share. */
  readonly threshold: number;
  readonly verdict: ComparisonResult;
}

export interface RunComparison {
  readonly comparisons: readonly MetricComparison[];
  /** Metrics that only one of the runs has. */
  readonly unmatched: readonly string[];
  readonly differs: boolean;
}

/** The chance that any metric of two equal runs is called different. */
const familyError = 0.01;
/** Nothing smaller is called a difference: layouts, caches and neighbours make as much on a good machine. */
const thresholdMin = 0.05;
/** A single disturbed repetition must not decide, so there have to be others. */
const samplesMin = 3;

/**
 * Compares what both runs measured. Throws `BenchError` `not_comparable` for runs of different kinds or
 * parameters, one that broke off, or two without a figure in common.
 */
export function compareRuns(before: BenchRun, after: BenchRun): RunComparison {
  const problem = comparisonProblem(before, after);
  if (problem !== undefined) throw new BenchError('not_comparable', problem);
  const keyOf = ({ name, subject }: Metric): string => `${name}\n${subject}`;
  const others = new Map(after.metrics.map((metric) => [keyOf(metric), metric]));
  const pairs = before.metrics.flatMap((metric) => {
    const other = others.get(keyOf(metric));
    return other === undefined || isFact(metric) ? [] : [[metric, other] as const];
  });
  if (pairs.length === 0)
    throw new BenchError('not_comparable', 'the runs have no figure in common');
  const matched = new Set(pairs.map(([metric]) => keyOf(metric)));
  const unmatched = [...before.metrics, ...after.metrics]
    .filter((metric) => !matched.has(keyOf(metric)) && !isFact(metric))
    .map(({ name, subject }) => `${name}: ${subject}`);
  const comparisons = pairs.map(([a, b]) => compareMetric(a, b, pairs.length));
  return {
    comparisons,
    unmatched: [...new Set(unmatched)],
    differs: comparisons.some(({ verdict }) => ['better', 'worse', 'different'].includes(verdict)),
  };
}

/** Neither better nor worse, and known once: it is told, not compared. */
function isFact({ better, samples }: Metric): boolean {
  return better === 'none' && samples.length === 1;
}

/** Why two runs say nothing about each other; `undefined` when they do. */
function comparisonProblem(before: BenchRun, after: BenchRun): string | undefined {
  if (before.kind !== after.kind) {
    return `a run of ${before.kind} can't be compared with one of ${after.kind}`;
  }
  const broken = [before, after].find(({ complete }) => !complete);
  if (broken !== undefined) {
    return `the run of ${broken.startedAt} broke off (${broken.failure ?? 'no reason given'}); its figures can't be compared`;
  }
  const names = new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]);
  for (const name of names) {
    if (before.parameters[name] !== after.parameters[name]) {
      return `the runs differ in ${name}: ${before.parameters[name] ?? 'none'} and ${after.parameters[name] ?? 'none'}`;
    }
  }
  return undefined;
}

/** What is said of a figure that was measured too rarely. */
const unknown = {
  low: Number.NaN,
  high: Number.NaN,
  threshold: Number.NaN,
  verdict: 'too few samples',
} as const satisfies Partial<MetricComparison>;

function compareMetric(before: Metric, after: Metric, comparisons: number): MetricComparison {
  const useYardstick = hasYardstick(before) && hasYardstick(after);
  const a = valuesOf(before, useYardstick);
  const b = valuesOf(after, useYardstick);
  const ratio = median(b) / median(a);
  const shown = {
    name: before.name,
    subject: before.subject,
    unit: before.unit,
    before: median(before.samples),
    after: median(after.samples),
    ratio,
  };
  // Before anything else: a single value is equal to itself, and would pass for a size.
  if (a.length < samplesMin || b.length < samplesMin) return { ...shown, ...unknown };
  if (a.every((value) => value === a[0]) && b.every((value) => value === b[0])) {
    // A size: the same in every repetition, so any change of it is one.
    const verdict = a[0] === b[0] ? 'same' : direction(before, ratio);
    return { ...shown, low: ratio, high: ratio, threshold: 0, verdict };
  }
  if (![...a, ...b].every((one) => one > 0)) return { ...shown, ...unknown };
  // Three more than repetitions: with that, simulated normal noise gives the chance of an alarm that is meant.
  const freedom = Math.min(a.length, b.length) + 3;
  const half = studentQuantile(familyError / comparisons, freedom) * ratioError(a, b);
  const [low, high] = [ratio * Math.exp(-half), ratio * Math.exp(half)];
  const threshold = Math.max(thresholdMin, Math.exp(half) - 1);
  const exceeds = ratio > 1 + threshold || ratio < 1 / (1 + threshold);
  return {
    ...shown,
    low,
    high,
    threshold,
    verdict: exceeds ? direction(before, ratio) : 'same',
  };
}

function hasYardstick({ samples, yardstick }: Metric): boolean {
  return yardstick !== undefined && yardstick.length === samples.length;
}

/** The samples, as multiples of what the machine could do just then where that is known. */
function valuesOf({ samples, yardstick }: Metric, useYardstick: boolean): readonly number[] {
  if (!useYardstick || yardstick === undefined) return samples;
  return samples.map((sample, index) => sample / (yardstick[index] ?? Number.NaN));
}

/**
 * Standard error of the logarithm of the ratio of two medians. From the median absolute deviation, which a
 * disturbed repetition does not move (σ ≈ 1.4826 × MAD; a median's error is 1.2533 σ/√n). That of three or
 * five repetitions alone is often near zero by chance, so it is never less than that of both runs together.
 */
function ratioError(a: readonly number[], b: readonly number[]): number {
  const [ofA, ofB] = [logDeviations(a), logDeviations(b)];
  const variance = (deviations: readonly number[], count: number): number =>
    (1.2533 * Math.max(1.4826 * median(deviations), deviationMin)) ** 2 / count;
  const together = [...ofA, ...ofB];
  return Math.sqrt(
    Math.max(
      variance(ofA, a.length) + variance(ofB, b.length),
      variance(together, a.length) + variance(together, b.length),
    ),
  );
}

/** How far the logarithms are from their median; that of the median itself, always 0, is left out. */
function logDeviations(values: readonly number[]): readonly number[] {
  const logs = values.map(Math.log);
  const middle = median(logs);
  return ascending(logs.map((value) => Math.abs(value - middle))).slice(1);
}

/** Repetitions that agree better than this agree by chance. */
const deviationMin = 0.005;

function direction({ better }: Metric, ratio: number): ComparisonResult {
  if (better === 'none') return 'different';
  return ratio < 1 === (better === 'lower') ? 'better' : 'worse';
}
