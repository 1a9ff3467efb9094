/**
 * The text of an encrypted key file: JSON, written in one way only. Whatever version a file has, its
 * last field is a checksum over all the others, so that damage is known as such before anything in
 * the file is believed, its version included.
 */

import { utf8 } from '@scure/base';
import { type Address, formatAddress, keyAddress } from './address.ts';
import { type Argon2Limits, type Argon2Parameters, argon2Problem } from './argon2-parameters.ts';
import { fromBase64, toBase64 } from './byte-text.ts';
import { CryptoError } from './crypto-error.ts';
import { hash } from './hash.ts';
import { isSchemeName, type SchemeName, schemes } from './scheme.ts';

const version = 1;
const kdfName = 'argon2id';
const cipherName = 'xchacha20-poly1305';

/** Lengths of what the header holds, and of the Poly1305 tag behind the seed. */
export const keyFileBytes = { salt: 16, nonce: 24, check: 16, tag: 16 } as const;

/** What a key file says without its password. */
export interface KeyFileHeader {
  readonly scheme: SchemeName;
  readonly address: Address;
  readonly publicKey: Uint8Array;
  /** What its owner calls the key. */
  readonly label?: string;
}

/** All of the file but the encrypted seed: what the cipher authenticates with it. */
export interface KeyFileFrame extends KeyFileHeader {
  readonly kdf: Argon2Parameters & { readonly salt: Uint8Array };
  readonly nonce: Uint8Array;
  readonly check: Uint8Array;
}

export interface KeyFile extends KeyFileFrame {
  readonly ciphertext: Uint8Array;
}

/** Whether a label can be shown on a terminal: 1 to 64 characters, none that controls or hides. */
export function isKeyLabel(label: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u.test(label);
}

/** The associated data of the cipher. */
export function associatedData(frame: KeyFileFrame): Uint8Array {
  return utf8.decode(JSON.stringify(frameJson(frame)));
}

/** The text of the file. */
export function formatKeyFile(file: KeyFile): string {
  const content = contentJson(file);
  return `${JSON.stringify({ ...content, checksum: checksum(content) }, null, 2)}\n`;
}

/** Reads the text. Throws `CryptoError` `damaged_key_file` or `unsupported_key_file`. */
export function parseKeyFile(text: string, limits: Argon2Limits): KeyFile {
  const { checksum: stated, ...content } = parseJson(text);
  if (stated !== checksum(content)) throw damaged('its checksum does not match its content');
  if (content.version !== version) {
    throw unsupported(`it has version ${content.version}, and this software knows ${version}`);
  }
  const kdf = fields(content, 'kdf');
  const cipher = fields(content, 'cipher');
  if (kdf.name !== kdfName) throw unsupported(`it uses the unknown key derivation ${kdf.name}`);
  if (cipher.name !== cipherName) throw unsupported(`it uses the unknown cipher ${cipher.name}`);
  const { scheme, label } = content;
  if (typeof scheme !== 'string' || !isSchemeName(scheme)) {
    throw unsupported('its scheme is unknown');
  }
  const parameters = {
    memoryKiB: count(kdf, 'memoryKiB'),
    passes: count(kdf, 'passes'),
    parallelism: count(kdf, 'parallelism'),
  };
  const problem = argon2Problem(parameters, limits);
  if (problem !== undefined) throw unsupported(`its key derivation is unsafe: ${problem}`);
  const publicKey = bytes(content, 'publicKey', schemes[scheme].publicKeyBytes);
  const file = {
    scheme,
    address: keyAddress(scheme, publicKey),
    publicKey,
    ...(typeof label === 'string' && isKeyLabel(label) && { label }),
    kdf: { ...parameters, salt: bytes(kdf, 'salt', keyFileBytes.salt) },
    nonce: bytes(cipher, 'nonce', keyFileBytes.nonce),
    check: bytes(content, 'check', keyFileBytes.check),
    ciphertext: bytes(content, 'ciphertext', schemes[scheme].seedBytes + keyFileBytes.tag),
  };
  // Also finds an address of another key, unknown fields, and base64 in another form.
  if (JSON.stringify(contentJson(file)) !== JSON.stringify(content)) {
    throw damaged('it says something else than a key file of its key would');
  }
  return file;
}

/** An error for a file that is not as it was written. */
export function damaged(why: string): CryptoError {
  return new CryptoError(
    'damaged_key_file',
    `the key file is damaged: ${why}. Restore it from a backup`,
  );
}

function unsupported(why: string): CryptoError {
  return new CryptoError('unsupported_key_file', `the key file can't be used: ${why}`);
}

type Fields = Readonly<Record<string, unknown>>;

function frameJson({ scheme, address, publicKey, label, kdf, nonce, check }: KeyFileFrame): Fields {
  return {
    version,
    scheme,
    address: formatAddress(address),
    publicKey: toBase64(publicKey),
    ...(label !== undefined && { label }),
    kdf: {
      name: kdfName,
      memoryKiB: kdf.memoryKiB,
      passes: kdf.passes,
      parallelism: kdf.parallelism,
      salt: toBase64(kdf.salt),
    },
    cipher: { name: cipherName, nonce: toBase64(nonce) },
    check: toBase64(check),
  };
}

function contentJson(file: KeyFile): Fields {
  return { ...frameJson(file), ciphertext: toBase64(file.ciphertext) };
}

function checksum(content: Fields): string {
  return hash('keyFile', utf8.decode(JSON.stringify(content)));
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
    const decoded = fromBase64(String(value));
    if (decoded.length === length) return decoded;
  } catch {
    // Reported below.
  }
  throw damaged(`"${name}" is not ${length} bytes of base64`);
}
