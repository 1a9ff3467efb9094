import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  asciiBytes,
  type Hash,
  hash,
  hashAscii,
  hashDomains,
  hashPair,
  isHash,
  sha256,
  zeroHash,
} from './index.ts';

const domains = Object.keys(hashDomains) as (keyof typeof hashDomains)[];

/** SHA-256 of the prefix and the bytes 1, 2, 3. A change here changes every id and root there is. */
const pinned = {
  listEmpty: '054edec1d0211f624fed0cbca9d4f9400b0e491c43742af2c5b0abebf0c990d8',
  listLeaf: '9184abd2bb318731d717e972057240eae26cca202a8d35dbe9d2176f526886a0',
  listNode: '745c8c22ab076f27ce4cfb29cab6bfc6340398d87a2dde221e1c7c3176ee38c2',
  mapLeaf: '5c42fbeb8424c28e5c3daf9334c3a2572fc99702d1c4bcf92c5cb9f5c32635f6',
  mapNode: '3ccb7ea5a2aa7bd47167b52377e168b74ed7b933f49d0a753c67b9387d46b569',
  mapKey: '9cde9054b5b1b34d9872547e6787275cd8712d877bf298aea96a8eb6204fa96c',
  mapValue: '9fc04b50a9d1815123d0a3b40d5177e718959486220f72aa4dd645243f9c70de',
  keyAddress: 'dc57b507d3b33f035d294d4ca3ca9e1fa0e7250cf1c7eb8daa4043b86315528f',
  policyAddress: 'a64b1b0e32b6714e3b538145ec05e8299d1fca6194fc99ace039040cab3e506f',
  transaction: '97653d042fc72d77c7578821a23ebf79c666d54711121497f95750e3f595b86f',
  signedTransaction: 'd7f12b8a18a5fdca66bdc2b1733e66ced87944a509740657b5caf70a6dc859fb',
  header: 'cc8598de6ea4b1fc58365842f06a17e758e876169022624422736b2ea93386dd',
  receipt: '8e5d8ca835941d08bb81b55f366551bed7b841c29b4f6cec51564592fdcc7029',
  validatorSet: '45127f57934a13840912823fb2157b81bca787fd885f38ed7dd70b0c5446aec4',
  genesis: '8f6cce490f275fb7a0f5adfa3437c5d55fe5806498472fe0b75054839ecefa9a',
  evidence: 'd6f5d4a755bbb548f50f84c26c8de70f6a72521fe9277d99ea26933804c89d00',
  hold: '3cb63d420094913c3c925b3bdeca4030492aac89a494482890a2775d011300a0',
  alias: '4866bc18b1eea3dc7512acdbd0bf54367a877672483e21fe06e224792638410c',
  mandate: 'e7913b235b92f8def8e8719bbaacb48b6926253164e0c0b098e5ea21d1a6bf84',
  chainRecovery: '49d24de6bcec8a6e95ad4045b45843bd8a0b5b85f6b67ee4b58317d74759b903',
  keyFile: '6a354d832700c1abb063132fe1c064986e15fb947ca133025e99491534350da6',
  consent: 'e41af385d4f2bf56bc0d253e6b8cbf4c9fd496d6a988bbd92f65d0ab1b8ee2ac',
  encryptionSeed: '03d5239da2f7836ec1cbb4d60b608f1cd1e7c9662598545b367db45c4314a9fc',
};

describe('hash domains', () => {
  it('are pinned, each of them', () => {
    const now = Object.fromEntries(
      domains.map((domain) => [domain, hash(domain, Uint8Array.of(1, 2, 3))]),
    );
    expect(now).toEqual(pinned);
  });

  it('have different prefixes, and so different hashes', () => {
    expect(new Set(Object.values(hashDomains)).size).toBe(domains.length);
    expect(new Set(domains.map((domain) => hash(domain))).size).toBe(domains.length);
  });
});

describe('a hash', () => {
  it('is SHA-256 of the prefix and all parts, however they are cut', () => {
    const expected = createHash('sha256').update(Uint8Array.of(0x22)).update('abc').digest('hex');
    for (const parts of [['abc'], ['a', 'bc'], ['', 'ab', '', 'c']]) {
      expect(hash('header', ...parts.map(asciiBytes))).toBe(expected);
    }
    expect(isHash(expected)).toBe(true);
    expect(isHash(expected.toUpperCase())).toBe(false);
    expect(isHash(expected.slice(1))).toBe(false);
  });

  it('without a prefix is plain SHA-256', () => {
    const bytes = asciiBytes('abc');
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('of a pair is the hash of both, whatever pair was hashed before', () => {
    const values = [zeroHash, hash('listLeaf'), 'f'.repeat(64) as Hash];
    for (const domain of ['listNode', 'mapNode'] as const) {
      for (const left of values) {
        for (const right of values) {
          const separately = hash(domain, Uint8Array.fromHex(left), Uint8Array.fromHex(right));
          expect(hashPair(domain, left, right)).toBe(separately);
        }
      }
    }
  });
});

it('of a text is the one of its bytes, and only ASCII has one', () => {
  for (const text of ['', 'balance/abc/EUR', 'x'.repeat(20_000)]) {
    expect(hashAscii('mapKey', text)).toBe(hash('mapKey', asciiBytes(text)));
  }
  expect(() => hashAscii('mapKey', 'é')).toThrow(RangeError);
});
