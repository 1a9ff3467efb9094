import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argon2id as browserArgon2id } from './argon2.browser.ts';
import { argon2id } from './argon2.node.ts';
import {
  type Address,
  asciiBytes,
  CryptoError,
  createProvider,
  decryptKeyFile,
  encryptKeyFile,
  formatAddress,
  generateSeed,
  hash,
  keyAddress,
  readKeyFileHeader,
  schemeNames,
  schemes,
  votingSchemes,
} from './index.ts';
import { readKeyFile, writeKeyFile } from './key-file.node.ts';
import { openKeyFile, sealKeyFile } from './key-file.ts';
import { sha256Hex as browserSha256 } from './sha256.browser.ts';
import { sha256Hex } from './sha256.node.ts';

const password = 'correct horse';
const scheme = 'ml-dsa-65';
const seed = generateSeed(scheme);
let text = '';

beforeAll(async () => {
  text = await encryptKeyFile({ scheme, seed, password });
});

/** The least argon2 can do (RFC 9106 §3.1), so that many files can be tried. */
const cheap = { memoryKiB: 8, passes: 1, parallelism: 1 };
const cheapLimits = { least: cheap, most: cheap };

/** The code with which a text is refused. */
function refusal(file: string): unknown {
  try {
    readKeyFileHeader(file);
    return 'accepted';
  } catch (error) {
    return error instanceof CryptoError ? error.code : error;
  }
}

/** A key file with changed fields and a checksum that fits them: what an attacker could make. */
function forged(change: (json: Record<string, unknown>) => void): string {
  const { checksum: _old, ...json } = JSON.parse(text);
  change(json);
  return JSON.stringify({ ...json, checksum: hash('keyFile', asciiBytes(JSON.stringify(json))) });
}

describe('an encrypted key file', () => {
  it.each(schemeNames)('gives the seed of %s back', async (name) => {
    const secret = generateSeed(name);
    const file = await sealKeyFile({ scheme: name, seed: secret, password }, cheap);
    expect(await openKeyFile(file, password, cheapLimits)).toEqual({ scheme: name, seed: secret });
    expect(file).not.toContain(secret.toBase64());
    expect(file).not.toContain(secret.toHex());
  });

  it('gives the seed back at full cost, and the rest without the password', async () => {
    expect(await decryptKeyFile(text, password)).toEqual({ scheme, seed });
    const { publicKey } = createProvider('native').openKey(scheme, seed);
    expect(readKeyFileHeader(text)).toEqual({
      scheme,
      publicKey,
      address: keyAddress(scheme, publicKey),
    });
  });

  it('tells a wrong password from damage', async () => {
    await expect(decryptKeyFile(text, 'wrong')).rejects.toMatchObject({ code: 'wrong_password' });
    for (const cut of [0, 1, 100, text.length / 2, text.length - 3]) {
      await expect(decryptKeyFile(text.slice(0, cut), password)).rejects.toMatchObject({
        code: 'damaged_key_file',
      });
    }
  });

  it('reports each flipped bit as damage, whatever it stands for', async () => {
    const short = await encryptKeyFile({
      scheme: 'ed25519',
      seed: generateSeed('ed25519'),
      password,
    });
    const codes = new Set<unknown>();
    for (let position = 0; position < short.length; position++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const flipped = String.fromCharCode(short.charCodeAt(position) ^ bit);
        const changed = short.slice(0, position) + flipped + short.slice(position + 1);
        codes.add(refusal(changed));
      }
    }
    expect(codes).toEqual(new Set(['damaged_key_file']));
    // It is the same for whoever knows the password: the file is read before anything is derived.
    const other = short.replace('"version": 1', '"version": 3');
    await expect(decryptKeyFile(other, password)).rejects.toMatchObject({
      code: 'damaged_key_file',
    });
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
      ['damaged_key_file', (json) => (json.note = 'not in the header')],
      ['damaged_key_file', (json) => (json.label = 'put there by another')],
      ['damaged_key_file', (json) => (json.label = 'erases\u001b[2Jthe screen')],
      ['damaged_key_file', (json) => (json.address = formatAddress(hash('keyFile') as Address))],
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

  it('carries a label in the open, but none that could play tricks on a terminal', async () => {
    const label = 'Trésor – 金庫 1';
    const file = await sealKeyFile({ scheme, seed, password, label }, cheap);
    expect((await openKeyFile(file, password, cheapLimits)).seed).toEqual(seed);
    expect(readKeyFileHeader(await encryptKeyFile({ scheme, seed, password, label })).label).toBe(
      label,
    );
    for (const bad of ['', 'x'.repeat(65), 'a\nb', '\u001b[31m', '\u202egnp.exe', '\ud800']) {
      await expect(encryptKeyFile({ scheme, seed, password, label: bad })).rejects.toMatchObject({
        code: 'bad_label',
      });
    }
  });

  it('opens however a keyboard composed the password, and with no other', async () => {
    const composed = 'caf\u00e9';
    const file = await sealKeyFile({ scheme, seed, password: composed }, cheap);
    expect((await openKeyFile(file, 'cafe\u0301', cheapLimits)).seed).toEqual(seed);
    for (const wrong of ['cafe', 'CAF\u00c9', `${composed} `, '', '\ud800']) {
      await expect(openKeyFile(file, wrong, cheapLimits)).rejects.toMatchObject({
        code: 'wrong_password',
      });
    }
  });

  it('comes back for every seed and password, but not where its low cost is below the minimum', async () => {
    const secrets = fc.record({
      // Half a second for each key of SLH-DSA: it has its turn above.
      scheme: fc.constantFrom(...votingSchemes),
      random: fc.uint8Array({ minLength: 64, maxLength: 64 }),
      password: fc.string({ unit: 'binary', maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(secrets, async ({ random, ...secret }) => {
        const own = random.subarray(0, schemes[secret.scheme].seedBytes);
        const file = await sealKeyFile({ ...secret, seed: own }, cheap);
        expect(await openKeyFile(file, secret.password, cheapLimits)).toEqual({
          scheme: secret.scheme,
          seed: own,
        });
        await expect(decryptKeyFile(file, secret.password)).rejects.toMatchObject({
          code: 'unsupported_key_file',
        });
      }),
      { numRuns: 25 },
    );
  });

  it('leaves the caller’s seed as it was, and refuses one of a wrong length', async () => {
    const own = generateSeed('ed25519+ml-dsa-65');
    const before = own.slice();
    await sealKeyFile({ scheme: 'ed25519+ml-dsa-65', seed: own, password }, cheap);
    expect(own).toEqual(before);
    await expect(encryptKeyFile({ scheme, seed: own, password })).rejects.toMatchObject({
      code: 'bad_seed',
    });
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

  it('is refused where others could put one of theirs in its place', async () => {
    const path = join(folder, 'open', 'a.json');
    await mkdir(join(folder, 'open'));
    await writeKeyFile(path, text);
    for (const mode of [0o777, 0o770, 0o702]) {
      await chmod(join(folder, 'open'), mode);
      await expect(readKeyFile(path)).rejects.toMatchObject({
        code: 'unsafe_key_file',
        message: `others than its owner may replace ${path}; run: chmod go-w ${join(folder, 'open')}`,
      });
    }
    for (const mode of [0o1777, 0o755, 0o700]) {
      await chmod(join(folder, 'open'), mode);
      expect(await readKeyFile(path)).toBe(text);
    }
  });

  it('does not stay when it could not be written whole', async () => {
    const path = join(folder, 'half.json');
    await expect(writeKeyFile(path, undefined as never)).rejects.toThrow();
    await writeKeyFile(path, text);
    expect(await readKeyFile(path)).toBe(text);
  });

  it('is neither a folder nor a pipe, which would be waited for without end', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', ['-m', '600', pipe]);
    for (const path of [folder, pipe]) {
      await expect(readKeyFile(path)).rejects.toMatchObject({ code: 'unsafe_key_file' });
    }
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
