/** Quantiles of measured values. */

/** The value below which the share `q` of the ascending values lies; NaN for none. */
export function quantile(ascending: readonly number[], q: number): number {
  const index = Math.min(ascending.length - 1, Math.floor(ascending.length * q));
  return ascending[index] ?? Number.NaN;
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
