import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argon2id as browserArgon2id } from './argon2.browser.ts';
import { argon2id } from './argon2.node.ts';
import {
  asciiBytes,
  createProvider,
  decryptKeyFile,
  encryptKeyFile,
  generateSeed,
  hash,
  keyAddress,
  readKeyFileHeader,
  schemeNames,
} from './index.ts';
import { readKeyFile, writeKeyFile } from './key-file.node.ts';
import { sha256Hex as browserSha256 } from './sha256.browser.ts';
import { sha256Hex } from './sha256.node.ts';

const password = 'correct horse';
const scheme = 'ml-dsa-65';
const seed = generateSeed(scheme);
let text = '';

beforeAll(async () => {
  text = await encryptKeyFile({ scheme, seed, password });
});

/** A key file with changed fields and a checksum that fits them: what an attacker could make. */
function forged(change: (json: Record<string, unknown>) => void): string {
  const { checksum: _old, ...json } = JSON.parse(text);
  change(json);
  return JSON.stringify({ ...json, checksum: hash('keyFile', asciiBytes(JSON.stringify(json))) });
}

describe('an encrypted key file', () => {
  it.each(schemeNames)('gives the seed of %s back', async (name) => {
    const secret = generateSeed(name);
    const file = await encryptKeyFile({ scheme: name, seed: secret, password });
    expect(await decryptKeyFile(file, password)).toEqual({ scheme: name, seed: secret });
    const { publicKey } = createProvider('native').openKey(name, secret);
    expect(readKeyFileHeader(file)).toEqual({
      scheme: name,
      publicKey,
      address: keyAddress(name, publicKey),
    });
    expect(file).not.toContain(secret.toBase64());
    expect(file).not.toContain(secret.toHex());
  });

  it('tells a wrong password from damage', async () => {
    await expect(decryptKeyFile(text, 'wrong')).rejects.toMatchObject({ code: 'wrong_password' });
    for (let position = 2; position < text.length - 3; position += 37) {
      const byte = text.charCodeAt(position);
      const changed =
        text.slice(0, position) + String.fromCharCode(byte ^ 1) + text.slice(position + 1);
      const result = decryptKeyFile(changed, password);
      await expect(result, `position ${position}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(damaged|unsupported)_key_file$/),
      });
    }
    for (const cut of [0, 1, 100, text.length / 2, text.length - 3]) {
      await expect(decryptKeyFile(text.slice(0, cut), password)).rejects.toMatchObject({
        code: 'damaged_key_file',
      });
    }
  });

  it('refuses weak and absurd parameters, other versions and swapped headers', async () => {
    const kdf = (json: Record<string, unknown>) => json.kdf as Record<string, unknown>;
    const cases: [string, (json: Record<string, unknown>) => void][] = [
      ['unsupported_key_file', (json) => (kdf(json).memoryKiB = 8)],
      ['unsupported_key_file', (json) => (kdf(json).memoryKiB = 2 ** 31)],
      ['unsupported_key_file', (json) => (kdf(json).passes = 1)],
      ['unsupported_key_file', (json) => (kdf(json).name = 'pbkdf2')],
      ['unsupported_key_file', (json) => (json.version = 2)],
      ['unsupported_key_file', (json) => (json.scheme = 'rsa')],
      ['unsupported_key_file', (json) => (kdf(json).passes = 1000)],
      ['unsupported_key_file', (json) => (kdf(json).parallelism = 0)],
      ['unsupported_key_file', (json) => (kdf(json).parallelism = 1.5)],
      ['damaged_key_file', (json) => (kdf(json).memoryKiB = '65536')],
      ['damaged_key_file', (json) => (json.ciphertext = new Uint8Array(48).toBase64())],
      ['damaged_key_file', (json) => (json.ciphertext = '')],
      // Another public key in front of the same ciphertext: the header is authenticated.
      [
        'damaged_key_file',
        (json) => {
          const other = createProvider('native').openKey(scheme, generateSeed(scheme)).publicKey;
          json.publicKey = other.toBase64();
        },
      ],
    ];
    for (const [code, change] of cases) {
      await expect(decryptKeyFile(forged(change), password)).rejects.toMatchObject({ code });
    }
  });

  it('never says the password or the seed in an error', async () => {
    const error = await decryptKeyFile(text, 'my wrong secret').catch((caught: Error) => caught);
    expect(JSON.stringify([String(error), (error as Error).stack])).not.toContain(
      'my wrong secret',
    );
  });
});

describe('on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is for its owner alone, and never overwritten', async () => {
    const path = join(folder, 'a.json');
    await writeKeyFile(path, text);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(writeKeyFile(path, 'other')).rejects.toMatchObject({ code: 'key_file_exists' });
    expect(await readKeyFile(path)).toBe(text);
    await chmod(path, 0o640);
    await expect(readKeyFile(path)).rejects.toMatchObject({
      code: 'unsafe_key_file',
      message: expect.stringContaining('chmod 600'),
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('is refused when it is missing or far too large', async () => {
    await expect(readKeyFile(join(folder, 'none'))).rejects.toMatchObject({
      code: 'unsafe_key_file',
    });
    const path = join(folder, 'large');
    await writeFile(path, 'x'.repeat(100_000), { mode: 0o600 });
    await expect(readKeyFile(path)).rejects.toMatchObject({ code: 'damaged_key_file' });
  });
});

describe('the variants for Node and for browsers', () => {
  it('compute the same argon2id', async () => {
    const parameters = { memoryKiB: 256, passes: 2, parallelism: 1 };
    const [word, salt] = [asciiBytes('password'), asciiBytes('sixteen bytes!!!')];
    expect(await argon2id(word, salt, parameters, 48)).toEqual(
      await browserArgon2id(word, salt, parameters, 48),
    );
  });

  it('compute the same SHA-256', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
      const input = new Uint8Array(length).fill(7);
      expect(sha256Hex(input)).toBe(browserSha256(input));
    }
  });
});
