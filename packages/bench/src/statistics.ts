/** Quantiles of measured values. */

/** The value below which the share `q` of the ascending values lies; NaN for none. */
export function quantile(ascending: readonly number[], q: number): number {
  const index = Math.min(ascending.length - 1, Math.floor(ascending.length * q));
  return ascending[index] ?? Number.NaN;
}

/** The middle of values in any order; NaN for none. */
export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
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

/**
 * The value that a Student variable of so many degrees of freedom exceeds, on either side, with this
 * chance: by bisection of the closed form for whole degrees (Abramowitz and Stegun 26.7.3 and 26.7.4).
 */
export function studentQuantile(chance: number, freedom: number): number {
  let [low, high] = [0, 1e9];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (1 - studentWithin(middle, freedom) > chance) low = middle;
    else high = middle;
  }
  return high;
}

/** The chance that a Student variable lies between -t and t. */
function studentWithin(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
