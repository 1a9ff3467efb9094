import { execFileSync, spawnSync } from 'node:child_process';
import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  scryptSync,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { derElement, derInteger, derOid, derTags } from './der.ts';
import { exportEncryptedPem, importEncryptedPem, isEncryptedPem } from './encrypted-pem.node.ts';
import { generateSeed, type SchemeName, schemeNames } from './index.ts';
import { exportPublicPem, importPrivatePem } from './key-pem.ts';
import { pemBlock } from './pem.ts';
import { publicKeyOf } from './public-key.ts';

const password = 'correct horse';

describe('an exported key', () => {
  it.each(schemeNames)('%s comes back, with its password alone', async (scheme) => {
    const seed = generateSeed(scheme);
    const pem = await exportEncryptedPem(scheme, seed, password);
    expect(isEncryptedPem(pem)).toBe(true);
    expect(await importEncryptedPem(pem, password)).toEqual({ scheme, seed });
    await expect(importEncryptedPem(pem, 'wrong horse')).rejects.toMatchObject({
      code: 'wrong_password',
    });
  });

  it.each(['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87', 'ed25519'] as const)(
    '%s is read by OpenSSL',
    async (scheme) => {
      const seed = generateSeed(scheme);
      const pem = await exportEncryptedPem(scheme, seed, password);
      const key = createPrivateKey({ key: pem, passphrase: password });
      const spki = createPublicKey(key).export({ type: 'spki', format: 'pem' });
      expect(spki).toBe(exportPublicPem(scheme, publicKeyOf(scheme, seed)));
      expect(() => createPrivateKey({ key: pem, passphrase: 'wrong horse' })).toThrow();
    },
  );

  it('costs 600,000 rounds of PBKDF2 with HMAC-SHA-256', async () => {
    const pem = await exportEncryptedPem('ed25519', generateSeed('ed25519'), password);
    const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\n/g, ''), 'base64');
    expect(der.includes(derInteger(600_000))).toBe(true);
    expect(der.includes(derOid('1.2.840.113549.2.9'))).toBe(true);
    expect(der.includes(derOid('2.16.840.1.101.3.4.1.42'))).toBe(true);
  });

  it('has one password, however it is composed', async () => {
    const seed = generateSeed('ed25519');
    const pem = await exportEncryptedPem('ed25519', seed, 'caf\u00e9 au lait');
    expect(await importEncryptedPem(pem, 'cafe\u0301 au lait')).toMatchObject({ seed });
  });
});

describe('a key that OpenSSL encrypted', () => {
  it.each([
    ['ml-dsa-65', 'aes-256-cbc'],
    ['ml-dsa-44', 'aes-192-cbc'],
    ['ed25519', 'aes-128-cbc'],
  ] as const)('%s with %s is read', async (scheme, cipher) => {
    const { privateKey } =
      scheme === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync(scheme);
    const options = { type: 'pkcs8', format: 'pem' } as const;
    const pem = privateKey.export({ ...options, cipher, passphrase: password }).toString();
    const plain = privateKey.export(options).toString();
    expect(await importEncryptedPem(pem, password)).toEqual(importPrivatePem(plain));
  });

  const hasCommand = spawnSync('openssl', ['version']).status === 0;

  it.runIf(hasCommand).each([
    ['scrypt, as it is by default', ['-scrypt']],
    ['scrypt beyond its own 32 MiB', ['-scrypt', '-scrypt_N', '131072']],
    ['PBKDF2 with HMAC-SHA-512', ['-v2', 'aes-256-cbc', '-v2prf', 'hmacWithSHA512']],
    ['PBKDF2 with many rounds', ['-v2', 'aes-256-cbc', '-iter', '700000']],
  ])('by its command, %s', async (_name, options) => {
    const plain = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'], {
      encoding: 'utf8',
    });
    const args = ['pkcs8', '-topk8', '-passout', `pass:${password}`, ...options];
    const encrypt = spawnSync('openssl', args, { input: plain, encoding: 'utf8' });
    // A build may refuse to make what it could not read.
    if (encrypt.status !== 0) return expect(options).toContain('131072');
    expect(await importEncryptedPem(encrypt.stdout, password)).toEqual(importPrivatePem(plain));
  });

  it.runIf(hasCommand)('by us is read by its command', async () => {
    const pem = await exportEncryptedPem('ed25519', generateSeed('ed25519'), password);
    const args = ['pkey', '-passin', `pass:${password}`];
    const { stdout, status } = spawnSync('openssl', args, { input: pem, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(importPrivatePem(stdout)).toEqual(await importEncryptedPem(pem, password));
  });
});

/** A key encrypted with scrypt at these costs, which need not be such as OpenSSL takes. */
function scryptPem(scheme: SchemeName, costs: readonly [number, number, number]): string {
  const { privateKey } =
    scheme === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-65');
  const plain = privateKey.export({ type: 'pkcs8', format: 'der' });
  const [salt, iv] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
  const [N, r, p] = costs;
  const feasible = N <= 2 ** 18;
  const key = feasible
    ? scryptSync(password, salt, 32, { N, r, p, maxmem: 512 * 1024 * 1024 })
    : Buffer.alloc(32);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const sequence = (...parts: Uint8Array[]) => derElement(derTags.sequence, ...parts);
  const octets = (bytes: Uint8Array) => derElement(derTags.octetString, bytes);
  const named = (oid: string, parameters: Uint8Array) =>
    sequence(derElement(derTags.oid, derOid(oid)), parameters);
  const derivation = named(
    '1.3.6.1.4.1.11591.4.11',
    sequence(octets(salt), ...costs.map(derInteger)),
  );
  const parameters = sequence(derivation, named('2.16.840.1.101.3.4.1.42', octets(iv)));
  const info = sequence(named('1.2.840.113549.1.5.13', parameters), octets(ciphertext));
  return pemBlock('ENCRYPTED PRIVATE KEY', info);
}

describe('a key encrypted with scrypt', () => {
  it('is read where OpenSSL does not: N = 2^17 takes 128 MiB', async () => {
    const pem = scryptPem('ml-dsa-65', [2 ** 17, 8, 1]);
    expect(() => createPrivateKey({ key: pem, passphrase: password })).toThrow();
    expect(await importEncryptedPem(pem, password)).toMatchObject({ scheme: 'ml-dsa-65' });
  });

  it.each([
    ['more memory than is sensible', [2 ** 24, 8, 1], 'unsupported_key'],
    ['no power of two', [3, 8, 1], 'malformed_key'],
    ['more parallel parts than is sensible', [2, 1, 65], 'unsupported_key'],
  ] as const)('is refused with %s, before it is tried', async (_name, costs, code) => {
    const pem = scryptPem('ed25519', costs[0] === 3 ? [2 ** 24, 8, 1] : [...costs]);
    const asked = costs[0] === 3 ? replaceCost(pem) : pem;
    await expect(importEncryptedPem(asked, password)).rejects.toMatchObject({ code });
  });
});

/** N = 3, in as many bytes. */
function replaceCost(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\n/g, ''), 'base64');
  const at = der.indexOf(derInteger(2 ** 24));
  der.set([2, 4, 1, 0, 0, 1], at);
  return pemBlock('ENCRYPTED PRIVATE KEY', der);
}

describe('what is no encrypted key', () => {
  it.each([
    ['cut off', (pem: string) => pem.replace(/\n[^\n]+\n-----END/, '\n-----END')],
    ['not base64', (pem: string) => pem.replace(/\n[A-Za-z0-9]/, '\n!')],
    ['another label', (pem: string) => pem.replaceAll('ENCRYPTED PRIVATE', 'PRIVATE')],
    ['empty', () => pemBlock('ENCRYPTED PRIVATE KEY', new Uint8Array())],
  ])('is refused: %s', async (_name, change) => {
    const pem = await exportEncryptedPem('ml-dsa-65', generateSeed('ml-dsa-65'), password);
    await expect(importEncryptedPem(change(pem), password)).rejects.toMatchObject({
      code: expect.stringMatching(/^(malformed|unsupported)_key$|^wrong_password$/),
    });
  });
});
