/** Quantiles of measured values. */

/** The value below which the share `q` of the ascending values lies; NaN for none. */
export function quantile(ascending: readonly number[], q: number): number {
  const index = Math.min(ascending.length - 1, Math.floor(ascending.length * q));
  return ascending[index] ?? Number.NaN;
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * The median of ascending values, and an interval that holds the true one with 95 % confidence whatever
 * the distribution: ranks by the normal approximation of the binomial (Conover, Practical Nonparametric
 * Statistics, §3.2). With few values it is the whole range.
 */
export function medianWithInterval(sorted: readonly number[]): {
  readonly median: number;
  readonly low: number;
  readonly high: number;
} {
  const count = sorted.length;
  const half = (1.96 * Math.sqrt(count)) / 2;
  const at = (rank: number): number =>
    sorted[Math.max(0, Math.min(count - 1, Math.round(rank)))] ?? Number.NaN;
  return {
    median: quantile(sorted, 0.5),
    low: at(count / 2 - half - 1),
    high: at(count / 2 + half),
  };
}
