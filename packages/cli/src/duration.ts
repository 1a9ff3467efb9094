/** Spans of time as people write them. */
import { InvalidArgumentError } from 'commander';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `30m`, `24h` or `90d`, for `commander`. */
export function duration(text: string): number {
  const [, count, unit] = /^([0-9]{1,6})([mhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new InvalidArgumentError('expected a time such as 30m, 24h or 90d.');
  }
  return Number(count) * unitMs[unit as keyof typeof unitMs];
}
