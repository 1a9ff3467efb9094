/** How long payments took, as a histogram that many samples fit into. */
import { build, type Histogram } from 'hdr-histogram-js';

/** Milliseconds; `points` are pairs of a time and the share that took no longer. */
export interface Latency {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly points: readonly (readonly [ms: number, share: number])[];
}

/** Counts microseconds from 1 µs to an hour, to three digits. */
export function createLatencyHistogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  });
}

export function recordMs(histogram: Histogram, ms: number): void {
  histogram.recordValue(Math.max(1, Math.round(ms * 1000)));
}

const shares = [...Array.from({ length: 100 }, (_, index) => index), 99.5, 99.9, 99.95, 99.99, 100];

/** `null` when nothing was recorded. */
export function summarise(histogram: Histogram): Latency | null {
  if (histogram.totalCount === 0) return null;
  const at = (percent: number): number => histogram.getValueAtPercentile(percent) / 1000;
  return {
    count: histogram.totalCount,
    meanMs: histogram.mean / 1000,
    p50Ms: at(50),
    p90Ms: at(90),
    p99Ms: at(99),
    p999Ms: at(99.9),
    maxMs: histogram.maxValue / 1000,
    points: shares.map((percent) => [at(percent), percent / 100] as const),
  };
}
