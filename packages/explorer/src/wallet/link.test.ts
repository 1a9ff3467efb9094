import { formatPaymentRequest } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { type AssetCode, type ChainId, noRemittance } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { backLink, readLink } from './link.ts';

const address = 'ab'.repeat(32) as Address;
const pay = formatPaymentRequest({
  chainId: 'testnet' as ChainId,
  to: address,
  asset: 'EUR' as AssetCode,
  amount: '12.50',
  remittance: noRemittance,
  expiresAt: null,
});
const read = (parts: Record<string, string>) => readLink(new URLSearchParams(parts));

describe('a link of another site', () => {
  it('asks for a payment or an address, and names the way back', () => {
    const link = read({ pay, return: 'https://shop.example/done?cart=7', state: 'x y' });
    expect(link.request).toMatchObject({ type: 'pay', request: { amount: '12.50' } });
    expect(link.back?.origin).toBe('https://shop.example');
    expect(backLink(link, { type: 'declined' })).toBe(
      'https://shop.example/done?cart=7&state=x+y&error=declined',
    );
    const asked = read({ connect: '', return: 'http://127.0.0.1:8080/' });
    expect(backLink(asked, { type: 'address', address })).toMatch(
      /^http:\/\/127\.0\.0\.1:8080\/\?address=trellis1/,
    );
    expect(backLink(read({ pay }), { type: 'declined' })).toBeNull();
  });

  it.each([
    [{}, 'either'],
    [{ pay, connect: '', return: 'https://a.example' }, 'either'],
    [{ connect: '' }, 'where to send'],
    [{ pay, return: 'http://shop.example/' }, 'https'],
    [{ pay, return: 'javascript:alert(1)' }, 'https'],
    [{ pay, return: 'data:text/html,x' }, 'https'],
    [{ pay, return: 'https://bank.example@evil.example/' }, 'before its host'],
    [{ pay, return: 'nonsense' }, 'not an address'],
    [{ pay, state: 'x'.repeat(201) }, 'characters'],
    [{ pay, amount: '1' }, 'unknown part'],
    [{ pay: 'trellis:pay?chain=x' }, 'payment request'],
  ])('is refused: %j', (parts, why) => {
    expect(() => read(parts as Record<string, string>)).toThrow(why);
  });
});
