/** What a whole number in an operation counts: the API has it as digits, and its name says which. */

export type NumberMeaning = 'amount' | 'time' | 'period' | 'height' | 'number' | 'text';

/** Somebody's own words, also where they are digits alone: the number of an invoice is not grouped. */
const textNames: ReadonlySet<string> = new Set([
  'endToEndId',
  'reference',
  'invoice',
  'purpose',
  'name',
  'node',
  'release',
]);

const amountNames = /amount|^(payment|period|supply)Max$/i;
const timeNames = /(time|until|At)$/i;
const heightNames = /(height|until|From|At)$/i;

/** `hasAsset`: the part beside it says of which asset an amount is. */
export function meaningOfNumber(name: string, digits: string, hasAsset: boolean): NumberMeaning {
  if (textNames.has(name)) return 'text';
  if (hasAsset && amountNames.test(name)) return 'amount';
  if (name === 'period') return 'period';
  // Times and heights can have one name; no chain has as many blocks as milliseconds have passed since 1970.
  if (timeNames.test(name) && digits.length >= 12) return 'time';
  return heightNames.test(name) ? 'height' : 'number';
}
