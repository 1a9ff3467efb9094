import { amountMax } from '@trellis/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, parseAmount } from './amount.ts';

const decimals = fc.integer({ min: 0, max: 18 });
const amounts = fc.bigInt({ min: 0n, max: amountMax });

describe('amounts', () => {
  it.each([
    ['12.50', 2, 1250n],
    ['12.5', 2, 1250n],
    ['12', 2, 1200n],
    ['0', 0, 0n],
    ['0.000000000000000001', 18, 1n],
    ['340282366920938463463374607431768211455', 0, amountMax],
    ['3402823669209384634633746074317682114.55', 2, amountMax],
  ])('%s with %i decimals is %s units', (text, digits, amount) => {
    expect(parseAmount(text, digits)).toBe(amount);
  });

  it.each([1250n, 12.5, 12, null, undefined])('%s is no text, so it is no amount', (value) => {
    expect(parseAmount(value as unknown as string, 2)).toBeUndefined();
  });

  it.each([
    '',
    '.',
    '.5',
    '5.',
    '-1',
    '+1',
    '1,50',
    '1 000',
    ' 1',
    '1\n',
    '01',
    '00.5',
    '1e3',
    '0x10',
    '1.2.3',
    '1.234',
    '１',
    'NaN',
    'Infinity',
    '3402823669209384634633746074317682114.56',
    '9'.repeat(40),
  ])('%j is not an amount with 2 decimals', (text) => {
    expect(parseAmount(text, 2)).toBeUndefined();
  });

  it('are written and read back as the same number of units', () => {
    fc.assert(
      fc.property(amounts, decimals, (amount, digits) => {
        expect(parseAmount(formatAmount(amount, digits), digits)).toBe(amount);
      }),
    );
  });

  it('are written with all decimals, so that columns line up', () => {
    fc.assert(
      fc.property(amounts, decimals, (amount, digits) => {
        const [whole, fraction = ''] = formatAmount(amount, digits).split('.');
        expect(whole).toMatch(/^(0|[1-9][0-9]*)$/);
        expect(fraction).toHaveLength(digits);
      }),
    );
  });

  it('are what the text says, for any text that is read at all', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,+-]{0,12}$/));
    fc.assert(
      fc.property(texts, decimals, (text, digits) => {
        const amount = parseAmount(text, digits);
        if (amount === undefined) return;
        const [whole = '', fraction = ''] = text.split('.');
        const shift = 10n ** BigInt(digits - fraction.length);
        expect(amount).toBe(BigInt(whole + fraction) * shift);
      }),
    );
  });
});
