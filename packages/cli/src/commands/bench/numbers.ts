/** How the options of measurements are read. */
import { InvalidArgumentError } from 'commander';

/** Throws what commander tells the user, as all of these. */
export function wholeNumber(text: string): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number, not "${text}".`);
}

export function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('expected a whole number from 1 on.');
}

/** With commas between; an empty text is none. */
export function wholeNumbers(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').map(wholeNumber);
}

export function price(text: string): number {
  if (/^[0-9]{1,9}(\.[0-9]{1,9})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a number such as 0.05, not "${text}".`);
}

export function percentage(text: string): number {
  if (/^[0-9]{1,2}(\.[0-9]{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a percentage such as 0.5, not "${text}".`);
}
