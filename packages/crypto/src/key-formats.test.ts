import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createProvider,
  exportPrivateJwk,
  exportPrivatePem,
  exportPublicJwk,
  exportPublicPem,
  generateSeed,
  importPrivateJwk,
  importPrivatePem,
  importPublicJwk,
  importPublicPem,
  type Jwk,
  schemeNames,
  schemes,
  votingSchemes,
} from './index.ts';

const provider = createProvider('native');
const single = schemeNames.filter((name) => !name.includes('+'));

describe.each(schemeNames)('%s', (scheme) => {
  const seed = generateSeed(scheme);
  const { publicKey } = provider.openKey(scheme, seed);

  it('comes back from PEM and from JWK', () => {
    expect(importPrivatePem(exportPrivatePem(scheme, seed))).toEqual({ scheme, seed });
    expect(importPublicPem(exportPublicPem(scheme, publicKey))).toEqual({ scheme, publicKey });
    expect(importPrivateJwk(exportPrivateJwk(scheme, seed))).toEqual({ scheme, seed });
    expect(importPublicJwk(exportPublicJwk(scheme, publicKey))).toEqual({ scheme, publicKey });
    expect(importPublicJwk(exportPrivateJwk(scheme, seed))).toEqual({ scheme, publicKey });
  });

  it('refuses what was cut off or changed', () => {
    const pem = exportPrivatePem(scheme, seed);
    for (const bad of [
      pem.replace('PRIVATE', 'PUBLIC'),
      pem.replace(/\n.{8}/, '\n'),
      pem.slice(0, pem.length / 3),
      '',
      pem + pem,
    ]) {
      expect(() => importPrivatePem(bad)).toThrow(expect.objectContaining({ name: 'CryptoError' }));
    }
    expect(() => importPublicJwk({ kty: 'RSA' })).toThrow(
      expect.objectContaining({ code: 'unsupported_key' }),
    );
    expect(() => importPrivateJwk(exportPublicJwk(scheme, publicKey))).toThrow(
      expect.objectContaining({ code: 'malformed_key' }),
    );
  });
});

it('every seed of every scheme comes back from PEM and JWK, through JSON and other line ends', () => {
  const keys = fc.record({
    // Half a second for each key of SLH-DSA: it has its turn above.
    scheme: fc.constantFrom(...votingSchemes),
    random: fc.uint8Array({ minLength: 64, maxLength: 64 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    around: fc.stringMatching(/^[a-z :=]{0,20}$/),
  });
  fc.assert(
    fc.property(keys, ({ scheme, random, lineEnd, around }) => {
      const seed = random.slice(0, schemes[scheme].seedBytes);
      const { publicKey } = provider.openKey(scheme, seed);
      const written = (pem: string): string =>
        `${around}\n${pem}${around}`.replaceAll('\n', lineEnd);
      const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
      expect(importPrivatePem(written(exportPrivatePem(scheme, seed)))).toEqual({ scheme, seed });
      expect(importPublicPem(written(exportPublicPem(scheme, publicKey)))).toEqual({
        scheme,
        publicKey,
      });
      expect(importPrivateJwk(json(exportPrivateJwk(scheme, seed)))).toEqual({ scheme, seed });
      expect(importPublicJwk(json(exportPublicJwk(scheme, publicKey)))).toEqual({
        scheme,
        publicKey,
      });
      expect(seed).toEqual(random.subarray(0, seed.length));
    }),
    { numRuns: 50 },
  );
});

it('any text and any JSON is a key or a CryptoError, and nothing else', () => {
  const read = [importPrivatePem, importPublicPem, importPrivateJwk, importPublicJwk];
  const block = (label: string, bytes: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${bytes.toBase64()}\n-----END ${label}-----\n`;
  const texts = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('PRIVATE KEY', 'PUBLIC KEY', 'ENCRYPTED PRIVATE KEY'), fc.uint8Array())
      .map(([label, bytes]) => block(label, bytes)),
  );
  fc.assert(
    fc.property(fc.oneof(texts, fc.jsonValue()), (input) => {
      for (const one of read) {
        if (typeof input !== 'string' && (one === importPrivatePem || one === importPublicPem)) {
          continue;
        }
        expect(() => one(input as string)).toThrow(
          expect.objectContaining({ name: 'CryptoError' }),
        );
      }
    }),
    { numRuns: 300 },
  );
});

describe('half a hybrid', () => {
  const scheme = 'ed25519+ml-dsa-65';
  const seed = generateSeed(scheme);
  const pem = exportPrivatePem(scheme, seed);
  const jwk = exportPrivateJwk(scheme, seed) as { keys: readonly Jwk[] };

  it('is not taken for a whole key of Ed25519 when the rest was cut off', () => {
    const second = pem.lastIndexOf('-----BEGIN');
    for (const length of [second + 20, second + 40, pem.length - 5, pem.length - 20]) {
      expect(() => importPrivatePem(pem.slice(0, length)), `${length}`).toThrow(
        expect.objectContaining({ code: 'malformed_key' }),
      );
    }
  });

  it('is refused in the other order, and twice', () => {
    const blocks = pem.split(/(?<=-----END PRIVATE KEY-----\n)/);
    expect(blocks).toHaveLength(2);
    const [first, second] = [blocks[0] ?? '', blocks[1] ?? ''];
    for (const bad of [second + first, first + first, pem + first]) {
      expect(() => importPrivatePem(bad)).toThrow(
        expect.objectContaining({ code: 'unsupported_key' }),
      );
    }
    expect(() => importPrivateJwk({ keys: jwk.keys.toReversed() })).toThrow(
      expect.objectContaining({ code: 'unsupported_key' }),
    );
    expect(() => importPrivateJwk({ keys: [jwk] })).toThrow(
      expect.objectContaining({ name: 'CryptoError' }),
    );
  });
});

describe('strictness', () => {
  const scheme = 'ml-dsa-44';
  const seed = new Uint8Array(32).fill(0x41);
  const der = Uint8Array.fromBase64(exportPrivatePem(scheme, seed).replace(/-----.*-----|\n/g, ''));
  const pemOf = (bytes: Uint8Array): string =>
    `-----BEGIN PRIVATE KEY-----\n${bytes.toBase64()}\n-----END PRIVATE KEY-----\n`;

  it('takes no other DER: each byte of the framing matters, and nothing may follow', () => {
    expect(importPrivatePem(pemOf(der))).toEqual({ scheme, seed });
    for (let index = 0; index < der.length - 32; index++) {
      for (const bit of [1, 0x40, 0x80]) {
        const changed = der.slice();
        changed[index] = (changed[index] ?? 0) ^ bit;
        let read: unknown;
        try {
          read = importPrivatePem(pemOf(changed));
        } catch (error) {
          expect(error).toMatchObject({ name: 'CryptoError' });
          continue;
        }
        // The last bits of the identifier tell ML-DSA-44 from its sisters: another key, but a whole one.
        expect(read).toEqual({ scheme: expect.not.stringContaining(scheme), seed });
      }
    }
    for (const bad of [
      Uint8Array.from([...der, 0]),
      der.subarray(0, -1),
      // The outer length in a longer form than it needs.
      Uint8Array.from([0x30, 0x81, ...der.subarray(1)]),
      Uint8Array.from([0x30, 0x80, ...der.subarray(2), 0, 0]),
    ]) {
      expect(() => importPrivatePem(pemOf(bad))).toThrow(
        expect.objectContaining({ code: 'malformed_key' }),
      );
    }
  });

  it('takes base64url in one form only', () => {
    const jwk = exportPrivateJwk(scheme, seed) as Jwk & { priv: string };
    const last = jwk.priv.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBits = alphabet[alphabet.indexOf(last) + 1] ?? '';
    for (const priv of [
      `${jwk.priv}=`,
      ` ${jwk.priv}`,
      jwk.priv.slice(0, -1) + sameBits,
      jwk.priv.slice(0, -1),
    ]) {
      expect(() => importPrivateJwk({ ...jwk, priv })).toThrow(
        expect.objectContaining({ code: 'malformed_key' }),
      );
    }
  });

  it('refuses a private JWK with the public part of another key', () => {
    const other = exportPublicJwk(
      scheme,
      provider.openKey(scheme, generateSeed(scheme)).publicKey,
    ) as Jwk & { pub: string };
    const jwk = exportPrivateJwk(scheme, seed) as Jwk;
    expect(() => importPrivateJwk({ ...jwk, pub: other.pub })).toThrow(
      expect.objectContaining({ code: 'malformed_key' }),
    );
  });

  it('never says the seed in an error', () => {
    const changed = pemOf(Uint8Array.from([...der, 0]));
    const caught = (() => {
      try {
        return importPrivatePem(changed);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(caught).toBeInstanceOf(Error);
    expect(String((caught as Error).stack)).not.toMatch(/AAAAAAAA|41414141|QUFBQUFB/);
  });
});

describe.each(single)('%s and OpenSSL', (scheme) => {
  const seed = generateSeed(scheme);
  const { publicKey } = provider.openKey(scheme, seed);

  it('reads what we write', () => {
    const privateKey = createPrivateKey(exportPrivatePem(scheme, seed));
    expect(privateKey.asymmetricKeyType).toBe(scheme);
    const derived = createPublicKey(privateKey).export({ format: 'raw-public' });
    expect(new Uint8Array(derived)).toEqual(publicKey);
    const read = createPublicKey(exportPublicPem(scheme, publicKey));
    expect(new Uint8Array(read.export({ format: 'raw-public' }))).toEqual(publicKey);
    const jwk = exportPrivateJwk(scheme, seed);
    const fromJwk = createPrivateKey({ key: jwk as never, format: 'jwk' });
    expect(fromJwk.equals(privateKey)).toBe(true);
  });

  it('writes what we read', () => {
    const key = createPrivateKey(exportPrivatePem(scheme, seed));
    const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(importPrivatePem(pem)).toEqual({ scheme, seed });
    const spki = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    expect(importPublicPem(spki)).toEqual({ scheme, publicKey });
    expect(importPrivateJwk(key.export({ format: 'jwk' }))).toEqual({ scheme, seed });
  });
});

const folder = fileURLToPath(new URL('../../../../shared/vectors/rfc9881/', import.meta.url));

it.runIf(!existsSync(folder))('the examples of RFC 9881 are not here; they did not run', () => {
  process.stdout.write('RFC 9881: no examples found, nothing ran\n');
});

describe.skipIf(!existsSync(folder))('the examples of RFC 9881', () => {
  const read = (name: string): string => readFileSync(`${folder}${name}`, 'utf8');

  it.each(['44', '65', '87'])(
    'ML-DSA-%s: seed and both are read, expanded alone is refused',
    (size) => {
      const scheme = `ml-dsa-${size}`;
      const fromSeed = importPrivatePem(read(`ML-DSA-${size}-seed.priv`));
      expect(fromSeed.scheme).toBe(scheme);
      expect(importPrivatePem(read(`ML-DSA-${size}-both.priv`))).toEqual(fromSeed);
      expect(() => importPrivatePem(read(`ML-DSA-${size}-expanded.priv`))).toThrow(
        expect.objectContaining({ code: 'unsupported_key' }),
      );
      const { publicKey } = importPublicPem(read(`ML-DSA-${size}.pub`));
      expect(provider.openKey(fromSeed.scheme, fromSeed.seed).publicKey).toEqual(publicKey);
    },
  );

  it('its bad keys are refused', () => {
    const bad = readdirSync(folder).filter(
      (name) => name.startsWith('bad-') && name.endsWith('.priv'),
    );
    expect(bad.length).toBeGreaterThan(0);
    for (const name of bad) {
      expect(() => importPrivatePem(read(name)), name).toThrow(
        expect.objectContaining({ name: 'CryptoError' }),
      );
    }
  });
});
