import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  formatAddress,
  hash,
  hashDomains,
  hashPair,
  keyAddress,
  parseAddress,
  schemeById,
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

  it('with any one character changed is refused', () => {
    const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7lQ1b';
    fc.assert(
      fc.property(addresses, fc.nat(65), fc.constantFrom(...alphabet), (address, at, letter) => {
        const text = formatAddress(address);
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        fc.pre(changed !== text);
        expect(parseAddress(changed)).toBeUndefined();
      }),
    );
  });

  it('of a known key is pinned', () => {
    const publicKey = new Uint8Array(1952).fill(1);
    expect(formatAddress(keyAddress('ml-dsa-65', publicKey))).toBe(
      'trellis14re4t8u0vdnamqhugsdc5ut78pw6rsyv3kwkt56qfeurru0n4pdsh3qadz',
    );
  });

  it('depends on the scheme as well as on the key', () => {
    const publicKey = new Uint8Array(32);
    expect(new Set(schemeNames.map((scheme) => keyAddress(scheme, publicKey))).size).toBe(
      schemeNames.length,
    );
  });
});

describe('hash domains', () => {
  it('have different prefixes, and so different hashes', () => {
    const domains = Object.keys(hashDomains) as (keyof typeof hashDomains)[];
    expect(new Set(Object.values(hashDomains)).size).toBe(domains.length);
    expect(new Set(domains.map((domain) => hash(domain))).size).toBe(domains.length);
  });

  it('are pinned', () => {
    expect(hash('transaction', Uint8Array.of(1, 2, 3))).toBe(
      '97653d042fc72d77c7578821a23ebf79c666d54711121497f95750e3f595b86f',
    );
    const leaf = hash('listLeaf', Uint8Array.of(1));
    expect(hashPair('listNode', leaf, leaf)).toBe(
      hash('listNode', Uint8Array.fromHex(leaf), Uint8Array.fromHex(leaf)),
    );
  });
});

describe('scheme ids', () => {
  it('lead back to their schemes', () => {
    for (const name of schemeNames) expect(schemeById(schemes[name].id)).toBe(name);
    expect(schemeById(0)).toBeUndefined();
  });
});
