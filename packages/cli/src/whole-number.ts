/** Options that are whole numbers in a range. */
import { InvalidArgumentError } from 'commander';

/** A parser for `commander`; without `max`, of up to ten digits. */
export function wholeNumber(min: number, max?: number): (text: string) => number {
  return (text) => {
    const number = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && (max === undefined || number <= max)) return number;
    const range = max === undefined ? `from ${min} on` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`expected a whole number ${range}, not "${text}".`);
  };
}
