import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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
  schemeNames,
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
