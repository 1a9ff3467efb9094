/**
 * Encrypted key files: argon2id makes a key from the password, XChaCha20-Poly1305 hides the seed. The
 * file says how it was made. A checksum tells damage from a wrong password, which a check value tells
 * without the cipher; the whole header is authenticated with the seed.
 */

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { utf8 } from '@scure/base';
import { argon2id } from '#argon2';
import { type Address, formatAddress, keyAddress } from './address.ts';
import { type Argon2Parameters, argon2Problem, defaultArgon2 } from './argon2-parameters.ts';
import { equalBytes, equalSecrets } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { hash } from './hash.ts';
import { createProvider } from './provider.ts';
import { randomBytes } from './random.ts';
import { isSchemeName, type SchemeName, schemes } from './scheme.ts';

const version = 1;
const saltBytes = 16;
const nonceBytes = 24;
const checkBytes = 16;
const cipherKeyBytes = 32;
const tagBytes = 16;

/** What a key file says without its password. */
export interface KeyFileHeader {
  readonly scheme: SchemeName;
  readonly address: Address;
  readonly publicKey: Uint8Array;
}

interface KeyFile extends KeyFileHeader {
  readonly kdf: Argon2Parameters & { readonly salt: Uint8Array };
  readonly nonce: Uint8Array;
  readonly check: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** The text of a new key file. */
export async function encryptKeyFile(secret: {
  readonly scheme: SchemeName;
  readonly seed: Uint8Array;
  readonly password: string;
}): Promise<string> {
  const { scheme, seed, password } = secret;
  const { publicKey } = createProvider('portable').openKey(scheme, seed);
  const salt = randomBytes(saltBytes);
  const kdf = { ...defaultArgon2, salt };
  const { cipherKey, check } = await deriveKeys(password, kdf);
  const nonce = randomBytes(nonceBytes);
  const header = { scheme, address: keyAddress(scheme, publicKey), publicKey, kdf, nonce, check };
  const ciphertext = xchacha20poly1305(cipherKey, nonce, associatedData(header)).encrypt(seed);
  cipherKey.fill(0);
  return `${JSON.stringify(toJson({ ...header, ciphertext }), null, 2)}\n`;
}

/** What a key file says in the open. Throws `CryptoError`. */
export function readKeyFileHeader(text: string): KeyFileHeader {
  const { scheme, address, publicKey } = parse(text);
  return { scheme, address, publicKey };
}

/**
 * The seed in a key file; the caller clears it after use. Throws `CryptoError`: `wrong_password`,
 * `damaged_key_file`, or `unsupported_key_file` for one of another version or with unsafe parameters.
 */
export async function decryptKeyFile(
  text: string,
  password: string,
): Promise<{ readonly scheme: SchemeName; readonly seed: Uint8Array }> {
  const file = parse(text);
  const { cipherKey, check } = await deriveKeys(password, file.kdf);
  try {
    if (!equalSecrets(check, file.check)) {
      throw new CryptoError('wrong_password', 'the password is wrong for this key file');
    }
    const seed = decrypt(file, cipherKey);
    const { publicKey } = createProvider('portable').openKey(file.scheme, seed);
    if (!equalBytes(publicKey, file.publicKey)) throw damaged('its public key is another key’s');
    return { scheme: file.scheme, seed };
  } finally {
    cipherKey.fill(0);
  }
}

function decrypt(file: KeyFile, cipherKey: Uint8Array): Uint8Array {
  try {
    return xchacha20poly1305(cipherKey, file.nonce, associatedData(file)).decrypt(file.ciphertext);
  } catch {
    throw damaged('the encrypted seed does not authenticate');
  }
}

/** Two independent keys: to know the check value tells nothing of the cipher's key. */
async function deriveKeys(
  password: string,
  { salt, ...parameters }: KeyFile['kdf'],
): Promise<{ cipherKey: Uint8Array; check: Uint8Array }> {
  const secret = utf8.decode(password.normalize('NFC'));
  const derived = await argon2id(secret, salt, parameters, cipherKeyBytes + checkBytes);
  secret.fill(0);
  const cipherKey = derived.slice(0, cipherKeyBytes);
  const check = derived.slice(cipherKeyBytes);
  derived.fill(0);
  return { cipherKey, check };
}

type Fields = Readonly<Record<string, unknown>>;

function headerJson({
  scheme,
  address,
  publicKey,
  kdf,
  nonce,
  check,
}: Omit<KeyFile, 'ciphertext'>) {
  return {
    version,
    scheme,
    address: formatAddress(address),
    publicKey: publicKey.toBase64(),
    kdf: {
      name: 'argon2id',
      memoryKiB: kdf.memoryKiB,
      passes: kdf.passes,
      parallelism: kdf.parallelism,
      salt: kdf.salt.toBase64(),
    },
    cipher: { name: 'xchacha20-poly1305', nonce: nonce.toBase64() },
    check: check.toBase64(),
  };
}

function associatedData(header: Omit<KeyFile, 'ciphertext'>): Uint8Array {
  return utf8.decode(JSON.stringify(headerJson(header)));
}

function toJson(file: KeyFile): Fields {
  const content = { ...headerJson(file), ciphertext: file.ciphertext.toBase64() };
  return { ...content, checksum: checksum(content) };
}

function checksum(content: Fields): string {
  return hash('keyFile', utf8.decode(JSON.stringify(content)));
}

/** Reads the file; any change to it since it was written is found here. */
function parse(text: string): KeyFile {
  const json = parseJson(text);
  if (typeof json.version === 'number' && json.version !== version) {
    throw unsupported(`it has version ${json.version}, and this software knows ${version}`);
  }
  const { checksum: stated, ...content } = json;
  if (stated !== checksum(content)) throw damaged('its checksum does not match its content');
  const kdf = fields(json, 'kdf');
  const cipher = fields(json, 'cipher');
  if (kdf.name !== 'argon2id') throw unsupported(`it uses the unknown key derivation ${kdf.name}`);
  if (cipher.name !== 'xchacha20-poly1305') {
    throw unsupported(`it uses the unknown cipher ${cipher.name}`);
  }
  const { scheme } = json;
  if (typeof scheme !== 'string' || !isSchemeName(scheme))
    throw unsupported('its scheme is unknown');
  const parameters = {
    memoryKiB: count(kdf, 'memoryKiB'),
    passes: count(kdf, 'passes'),
    parallelism: count(kdf, 'parallelism'),
  };
  const problem = argon2Problem(parameters);
  if (problem !== undefined) throw unsupported(`its key derivation is unsafe: ${problem}`);
  const { publicKeyBytes, seedBytes } = schemes[scheme];
  const publicKey = bytes(json, 'publicKey', publicKeyBytes);
  return {
    scheme,
    address: keyAddress(scheme, publicKey),
    publicKey,
    kdf: { ...parameters, salt: bytes(kdf, 'salt', saltBytes) },
    nonce: bytes(cipher, 'nonce', nonceBytes),
    check: bytes(json, 'check', checkBytes),
    ciphertext: bytes(json, 'ciphertext', seedBytes + tagBytes),
  };
}

function parseJson(text: string): Fields {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged('it is not JSON');
  }
  if (typeof json !== 'object' || json === null) throw damaged('it is not a JSON object');
  return json as Fields;
}

function fields(json: Fields, name: string): Fields {
  const value = json[name];
  if (typeof value !== 'object' || value === null) throw damaged(`"${name}" is missing`);
  return value as Fields;
}

function count(json: Fields, name: string): number {
  const value = json[name];
  if (typeof value !== 'number') throw damaged(`"${name}" is not a number`);
  return value;
}

function bytes(json: Fields, name: string, length: number): Uint8Array {
  const value = json[name];
  try {
    const decoded = Uint8Array.fromBase64(String(value), { lastChunkHandling: 'strict' });
    if (decoded.length === length) return decoded;
  } catch {
    // Reported below.
  }
  throw damaged(`"${name}" is not ${length} bytes of base64`);
}

function damaged(why: string): CryptoError {
  return new CryptoError(
    'damaged_key_file',
    `the key file is damaged: ${why}. Restore it from a backup`,
  );
}

function unsupported(why: string): CryptoError {
  return new CryptoError('unsupported_key_file', `the key file can't be used: ${why}`);
}
