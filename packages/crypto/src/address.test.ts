import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  createProvider,
  formatAddress,
  keyAddress,
  parseAddress,
  schemeNames,
  schemes,
} from './index.ts';

const addresses = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => bytes.toHex() as Address);

describe('an address', () => {
  it('is 66 characters that come back as the same 32 bytes', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const text = formatAddress(address);
        expect(text).toHaveLength(66);
        expect(parseAddress(text)).toBe(address);
      }),
    );
  });

  it('is read as the library reads it, also where the checksum is right and the padding or the length is not', () => {
    const words = fc.array(fc.nat(31), { minLength: 50, maxLength: 54 });
    const prefixes = fc.constantFrom('trellis', 'trellis', 'lattice', 'vine');
    const codes = fc.constantFrom(bech32, bech32m, bech32m);
    let read = 0;
    fc.assert(
      fc.property(words, prefixes, codes, fc.boolean(), (all, prefix, code, isPadded) => {
        // The last word of 52 has four bits that are no part of the 32 bytes.
        const padded = isPadded ? all.map((word, at) => (at === 51 ? word & 16 : word)) : all;
        const text = code.encode(prefix, padded);
        const decoded = bech32m.decodeUnsafe(text);
        const bytes =
          decoded?.prefix === 'trellis' ? bech32m.fromWordsUnsafe(decoded.words) : undefined;
        const expected = bytes?.length === 32 ? bytes.toHex() : undefined;
        expect(parseAddress(text)).toBe(expected);
        if (expected !== undefined) read += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(20);
  });

  it('with any one character changed is refused: each place, each character', () => {
    const text = formatAddress('5a'.repeat(32) as Address);
    expect(parseAddress(text)).toBe('5a'.repeat(32));
    let tried = 0;
    for (let at = 0; at < text.length; at++) {
      for (let code = 0x20; code < 0x7f; code++) {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        if (changed === text) continue;
        expect(parseAddress(changed), changed).toBeUndefined();
        tried += 1;
      }
    }
    expect(tried).toBe(66 * 94);
  });

  it('with characters changed, swapped, added or left out is refused', () => {
    const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
    const letters = fc.constantFrom(...alphabet);
    fc.assert(
      fc.property(addresses, fc.nat(65), fc.nat(65), letters, letters, (address, i, j, a, b) => {
        const text = formatAddress(address);
        const put = (into: string, at: number, letter: string): string =>
          into.slice(0, at) + letter + into.slice(at + 1);
        const swapped = put(put(text, i, text.charAt(j)), j, text.charAt(i));
        for (const changed of [put(text, i, a), put(put(text, i, a), j, b), swapped]) {
          if (changed !== text) expect(parseAddress(changed), changed).toBeUndefined();
        }
        expect(parseAddress(text.slice(0, i) + a + text.slice(i))).toBeUndefined();
        expect(parseAddress(text.slice(0, i) + text.slice(i + 1))).toBeUndefined();
      }),
    );
  });

  it('in capitals, of another ledger, or with another checksum is refused', () => {
    const address = '5a'.repeat(32) as Address;
    const bytes = Uint8Array.fromHex(address);
    expect(parseAddress(formatAddress(address).toUpperCase())).toBeUndefined();
    expect(parseAddress(bech32m.encodeFromBytes('bitcoin', bytes))).toBeUndefined();
    expect(parseAddress(bech32.encodeFromBytes('trellis', bytes))).toBeUndefined();
    expect(parseAddress(bech32m.encodeFromBytes('trellis', bytes.subarray(1)))).toBeUndefined();
  });

  it('of a known key is pinned', () => {
    const publicKey = new Uint8Array(1952).fill(1);
    expect(formatAddress(keyAddress('ml-dsa-65', publicKey))).toBe(
      'trellis14re4t8u0vdnamqhugsdc5ut78pw6rsyv3kwkt56qfeurru0n4pdsh3qadz',
    );
  });

  it.each([
    ['ml-dsa-44', 'trellis14jkf9m469djsfj377lq9rseh0fvu297q8mhe3kcul6nvzzmdqxlsl4plgd'],
    ['ml-dsa-65', 'trellis15g5g0j9kljuk90sjgj0067qkvse980jnljw6sjy385xfxqzeyt4skqnzr0'],
    ['ml-dsa-87', 'trellis1g3gahmr42te6rwmvhmgnha08zzvp7fsk6gvlrkn5rtl7v26twtjs7wf0np'],
    ['ed25519', 'trellis1elgjlmuehwnzrx7s63wm4zr8j5aqyhe4d9rsg3m8aj03nkhuvtasjlffzt'],
    ['ed25519+ml-dsa-65', 'trellis1arp32wqh74l2v7w953zw5zdd0m8d42tdvaq7wr44dxjs5htdk92s0z4jzj'],
  ] as const)('of the %s seed 0, 1, 2, … is pinned, with both providers', (scheme, expected) => {
    const seed = Uint8Array.from({ length: schemes[scheme].seedBytes }, (_, index) => index);
    for (const name of ['native', 'portable'] as const) {
      const { publicKey } = createProvider(name).openKey(scheme, seed);
      expect(formatAddress(keyAddress(scheme, publicKey))).toBe(expected);
    }
  });

  it('depends on the scheme as well as on the key', () => {
    const publicKey = new Uint8Array(32);
    expect(new Set(schemeNames.map((scheme) => keyAddress(scheme, publicKey))).size).toBe(
      schemeNames.length,
    );
  });
});
