/** How the options of measurements are read. */
import { InvalidArgumentError } from 'commander';
import { wholeNumber } from '../../whole-number.ts';

/** With commas between; an empty text is none. Throws what commander tells the user, as all of these. */
export function wholeNumbers(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').map(wholeNumber(0));
}

export function price(text: string): number {
  if (/^[0-9]{1,9}(\.[0-9]{1,9})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a number such as 0.05, not "${text}".`);
}

export function percentage(text: string): number {
  if (/^[0-9]{1,2}(\.[0-9]{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a percentage such as 0.5, not "${text}".`);
}
