/** Spans of time as people write them. */
import { InvalidArgumentError } from 'commander';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

type Unit = keyof typeof unitMs;

/** Milliseconds of a span such as `30s` or `7d`; `undefined` for what is none, or is in another unit. */
export function spanMs(text: string, units: readonly Unit[]): number | undefined {
  const [, count, letter] = /^([1-9][0-9]{0,6})([a-z])$/.exec(text) ?? [];
  const unit = units.find((one) => one === letter);
  return count === undefined || unit === undefined ? undefined : Number(count) * unitMs[unit];
}

/** A parser for `commander` of spans in these units; `examples` are told when there is none. */
export function duration(units: readonly Unit[], examples: string): (text: string) => number {
  return (text) => {
    const ms = spanMs(text, units);
    if (ms === undefined) throw new InvalidArgumentError(`expected a time such as ${examples}.`);
    return ms;
  };
}
