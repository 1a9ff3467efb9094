import { asciiBytes, hash } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  isAssetCode,
  isChainId,
  noRemittance,
} from '@trellis/protocol';
import { addresses, assetCodes, chainIds, remittances } from '@trellis/protocol/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPaymentRequest, parsePaymentRequest } from './payment-request.ts';

const request = {
  chainId: 'test-chain' as ChainId,
  to: hash('keyAddress', asciiBytes('payee')) as never,
  asset: 'EUR' as AssetCode,
  amount: '12.50',
  remittance: { ...noRemittance, invoice: 'Nr. 7/2026 & more' },
  expiresAt: Date.UTC(2026, 11, 31),
};

describe('a payment request', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.record({
          chainId: chainIds,
          to: addresses,
          asset: assetCodes,
          amount: fc.stringMatching(/^[1-9][0-9]{0,15}(\.[0-9]{1,12})?$/),
          remittance: remittances,
          expiresAt: fc.option(fc.nat(4_000_000_000).map((seconds) => seconds * 1_000)),
        }),
        (one) => {
          expect(parsePaymentRequest(` ${formatPaymentRequest(one)}\n`)).toEqual(one);
        },
      ),
    );
  });

  const text = formatPaymentRequest(request);
  const changed = (name: string, value: string | null): string => {
    const parts = new URLSearchParams(text.slice('trellis:pay?'.length));
    if (value === null) parts.delete(name);
    else parts.set(name, value);
    return `trellis:pay?${parts}`;
  };

  it.each([
    ['another kind of text', 'https://example.org', 'does not begin'],
    ['another verb', text.replace('pay', 'burn'), 'does not begin'],
    ['an unknown part', `${text}&memo=x`, 'unknown part "memo"'],
    ['a part twice', `${text}&amount=9`, '"amount" twice'],
    ['no amount', changed('amount', null), '"amount" is missing'],
    ['no chain', changed('chain', null), '"chain" is missing'],
    ['a mistyped address', changed('to', `${'x'.repeat(10)}`), '"to" is not an address'],
    ['an amount of zero', changed('amount', '0.00'), 'above zero'],
    ['a negative amount', changed('amount', '-1'), 'above zero'],
    ['an exponent', changed('amount', '1e9'), 'above zero'],
    ['an amount beyond all', changed('amount', '9'.repeat(39)), 'above zero'],
    ['an asset that cannot be', changed('asset', 'eur'), 'asset code'],
    ['wrong check digits', changed('reference', 'RF19539007547034'), '"reference"'],
    ['a time without a zone', changed('expires', '2026-12-31T12:00:00'), '"expires"'],
    ['more than anybody reads', `${text}&invoice=${'x'.repeat(2_000)}`, 'too long'],
  ])('is refused with %s', (_what, line, why) => {
    expect(() => parsePaymentRequest(line)).toThrow(why);
  });

  it('never throws anything else, and gives nothing that could not be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(text.length), (noise, at) => {
        const line = text.slice(0, at) + noise + text.slice(at + noise.length);
        try {
          const read = parsePaymentRequest(line);
          expect(isChainId(read.chainId) && isAssetCode(read.asset)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_payment_request' });
        }
      }),
    );
  });
});
