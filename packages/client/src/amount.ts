/** Amounts as people write them, and as the ledger counts them. Never through a floating-point number. */
import { amountMax } from '@trellis/protocol';
import { BuildError } from './errors.ts';

/**
 * Units of 10^-decimals as decimal text: `formatAmount(1250n, 2)` is `12.50`.
 *
 * @example
 * const text = formatAmount(1_250n, 2); // '12.50'
 */
export function formatAmount(amount: bigint, decimals: number): string {
  if (typeof amount !== 'bigint' || !Number.isSafeInteger(decimals)) {
    throw new BuildError('bad_argument', 'expected an amount as a bigint, and its decimals');
  }
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
}

/**
 * Reads decimal text strictly: `parseAmount('12.5', 2)` is `1250n`. `undefined` for a sign, a comma, an
 * exponent, spaces, leading zeros, more decimals than the asset has, and what is over the largest amount.
 *
 * @example
 * const amount = parseAmount('12.50', 2); // 1250n; undefined for what is no such amount
 */
export function parseAmount(text: string, decimals: number): bigint | undefined {
  // A number would be read as its digits: 1250n as 1250.00.
  if (typeof text !== 'string') return undefined;
  const match = /^(0|[1-9][0-9]{0,38})(?:\.([0-9]{1,38}))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > decimals) return undefined;
  const amount = BigInt(whole + fraction.padEnd(decimals, '0'));
  return amount <= amountMax ? amount : undefined;
}
