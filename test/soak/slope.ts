/** A straight line through measurements by least squares, and how sure its slope is. */

export interface Slope {
  readonly perHour: number;
  /** Standard error of the slope; infinite for fewer than three points. */
  readonly error: number;
  readonly points: number;
}

export interface Point {
  readonly hours: number;
  readonly value: number;
}

export function slopeOf(points: readonly Point[]): Slope {
  const count = points.length;
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / count;
  const [x, y] = [mean(({ hours }) => hours), mean(({ value }) => value)];
  const spread = points.reduce((sum, { hours }) => sum + (hours - x) ** 2, 0);
  if (count < 3 || spread === 0)
    return { perHour: 0, error: Number.POSITIVE_INFINITY, points: count };
  const perHour =
    points.reduce((sum, { hours, value }) => sum + (hours - x) * (value - y), 0) / spread;
  const squares = points.reduce(
    (sum, { hours, value }) => sum + (value - y - perHour * (hours - x)) ** 2,
    0,
  );
  return { perHour, error: Math.sqrt(squares / (count - 2) / spread), points: count };
}

/** The value that this share of all does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
