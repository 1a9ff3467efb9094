import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson } from './codec.ts';
import {
  creditorReference,
  isCreditorReference,
  noRemittance,
  remittanceCodec,
} from './remittance.ts';

const owns = fc.stringMatching(/^[0-9A-Z]{1,21}$/);

describe('a creditor reference', () => {
  it.each([
    // The example of the standard's Wikipedia page and of the EPC's guidance.
    ['539007547034', 'RF18539007547034'],
    ['2348231', 'RF712348231'],
    // Leading zeros are part of it.
    ['000000000539007547034', 'RF18000000000539007547034'],
  ])('of %s is %s', (own, reference) => {
    expect(creditorReference(own)).toBe(reference);
    expect(isCreditorReference(reference)).toBe(true);
  });

  it.each(['', '1234567890123456789012', 'A-1', 'É', '1 2'])('is not made of "%s"', (own) => {
    expect(creditorReference(own)).toBeUndefined();
  });

  it('with one character changed, or two neighbours swapped, is refused', () => {
    fc.assert(
      fc.property(owns, fc.nat(24), fc.stringMatching(/^[0-9A-Z]$/), (own, at, other) => {
        const reference = creditorReference(own) ?? '';
        const position = 2 + (at % (reference.length - 2));
        const before = reference.charAt(position);
        // The check sees remainders: Z for 8 and such swaps of digits in the check itself keep their form.
        fc.pre(before !== other && /[0-9]/.test(before) === /[0-9]/.test(other));
        const changed = reference.slice(0, position) + other + reference.slice(position + 1);
        expect(isCreditorReference(changed)).toBe(false);
        const swapped = reference.replace(/(..)$/, (pair) => [...pair].reverse().join(''));
        // Nor does it see 1B, 2M and 3X turned round: 11 times the digit is the number of the letter.
        const isOneKind = /(\d\d|[A-Z]{2})$/.test(reference);
        if (swapped !== reference && reference.length > 6 && isOneKind) {
          expect(isCreditorReference(swapped)).toBe(false);
        }
      }),
    );
  });
});

describe('a remittance', () => {
  const read = (changes: object) => decodeJson(remittanceCodec, { ...noRemittance, ...changes });

  it.each([
    ['endToEndId', ''],
    ['endToEndId', 'x'.repeat(36)],
    ['endToEndId', ' padded'],
    ['invoice', 'line\nbreak'],
    ['invoice', 'Nº 7'],
    ['reference', 'RF19539007547034'],
    ['reference', 'rf18539007547034'],
    ['purpose', 'sala'],
    ['purpose', 'SALAR'],
  ])('has no %s "%s"', (field, value) => {
    expect(read({ [field]: value })).toMatchObject({ ok: false, problem: { path: field } });
  });

  it('takes what banks take', () => {
    const full = {
      endToEndId: 'x'.repeat(35),
      reference: 'RF18539007547034',
      invoice: '2026/11-7 (b)',
      purpose: 'SUPP',
    };
    expect(read(full)).toEqual({ ok: true, value: full });
  });
});
