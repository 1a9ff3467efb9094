/**
 * Encrypted key files: argon2id makes a key from the password, XChaCha20-Poly1305 hides the seed and
 * authenticates the whole header with it. Three questions, each with its own answer: the checksum says
 * whether the file is as it was written, the check value whether the password is right, and the
 * cipher whether header and seed belong together.
 */

import { utf8 } from '@scure/base';
import { argon2id } from '#argon2';
import { equalBytes } from '#equal-bytes';
import { keyAddress } from './address.ts';
import {
  type Argon2Limits,
  type Argon2Parameters,
  argon2Limits,
  defaultArgon2,
} from './argon2-parameters.ts';
import { equalSecrets } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import {
  associatedData,
  damaged,
  formatKeyFile,
  isKeyLabel,
  type KeyFile,
  type KeyFileHeader,
  keyFileBytes,
  parseKeyFile,
} from './key-file-format.ts';
import { publicKeyOf } from './public-key.ts';
import { randomBytes } from './random.ts';
import type { SchemeName } from './scheme.ts';

const cipherKeyBytes = 32;

/** A key to be encrypted. The seed stays the caller's, who clears it. */
export interface KeyFileSecret {
  readonly scheme: SchemeName;
  readonly seed: Uint8Array;
  readonly password: string;
  /** A random password of 256 bits can't be guessed, so that trying one need not be costly. */
  readonly passwordKind?: 'chosen' | 'random';
  /** Shown without the password; 1 to 64 printable characters. */
  readonly label?: string;
}

/** The text of a new key file. Throws `CryptoError` `bad_seed` or `bad_label`. */
export function encryptKeyFile(secret: KeyFileSecret): Promise<string> {
  return sealKeyFile(secret, secret.passwordKind === 'random' ? argon2Limits.least : defaultArgon2);
}

/** What a key file says in the open. Throws `CryptoError`. */
export function readKeyFileHeader(text: string): KeyFileHeader {
  const { scheme, address, publicKey, label } = parseKeyFile(text, argon2Limits);
  return { scheme, address, publicKey, ...(label !== undefined && { label }) };
}

/**
 * The seed in a key file; the caller clears it after use. Throws `CryptoError`: `wrong_password`,
 * `damaged_key_file`, or `unsupported_key_file` for one of another version or with unsafe parameters.
 */
export function decryptKeyFile(
  text: string,
  password: string,
): Promise<{ readonly scheme: SchemeName; readonly seed: Uint8Array }> {
  return openKeyFile(text, password, argon2Limits);
}

/** As `encryptKeyFile`, at another cost; not a part of the package's face. */
export async function sealKeyFile(
  { scheme, seed, password, label }: KeyFileSecret,
  parameters: Argon2Parameters,
): Promise<string> {
  if (label !== undefined && !isKeyLabel(label)) {
    throw new CryptoError('bad_label', 'a label has 1 to 64 characters, all of them printable');
  }
  const publicKey = publicKeyOf(scheme, seed);
  const kdf = { ...parameters, salt: randomBytes(keyFileBytes.salt) };
  const { cipherKey, check } = await deriveKeys(password, kdf);
  try {
    const frame = {
      scheme,
      address: keyAddress(scheme, publicKey),
      publicKey,
      ...(label !== undefined && { label }),
      kdf,
      nonce: randomBytes(keyFileBytes.nonce),
      check,
    };
    const cipher = await cipherOf(cipherKey, frame);
    return formatKeyFile({ ...frame, ciphertext: cipher.encrypt(seed) });
  } finally {
    cipherKey.fill(0);
  }
}

/** As `decryptKeyFile`, within other limits; not a part of the package's face. */
export async function openKeyFile(
  text: string,
  password: string,
  limits: Argon2Limits,
): Promise<{ readonly scheme: SchemeName; readonly seed: Uint8Array }> {
  const file = parseKeyFile(text, limits);
  const { cipherKey, check } = await deriveKeys(password, file.kdf);
  try {
    if (!equalSecrets(check, file.check)) {
      throw new CryptoError('wrong_password', 'the password is wrong for this key file');
    }
    const seed = await decrypt(file, cipherKey);
    if (!equalBytes(publicKeyOf(file.scheme, seed), file.publicKey)) {
      seed.fill(0);
      throw damaged('its public key is another key’s');
    }
    return { scheme: file.scheme, seed };
  } finally {
    cipherKey.fill(0);
  }
}

async function decrypt(file: KeyFile, cipherKey: Uint8Array): Promise<Uint8Array> {
  const cipher = await cipherOf(cipherKey, file);
  try {
    return cipher.decrypt(file.ciphertext);
  } catch {
    throw damaged('the encrypted seed does not authenticate');
  }
}

/** Loaded when a key is opened or made: to list keys takes no cipher. */
async function cipherOf(cipherKey: Uint8Array, file: Omit<KeyFile, 'ciphertext'>) {
  const { xchacha20poly1305 } = await import('@noble/ciphers/chacha.js');
  return xchacha20poly1305(cipherKey, file.nonce, associatedData(file));
}

/** Two independent keys: to know the check value tells nothing of the cipher's key. */
async function deriveKeys(
  password: string,
  { salt, ...parameters }: KeyFile['kdf'],
): Promise<{ readonly cipherKey: Uint8Array; readonly check: Uint8Array }> {
  // One form for each text (NFC), however a keyboard composes it, as RFC 8265 §4.2 has it.
  const secret = utf8.decode(password.toWellFormed().normalize('NFC'));
  try {
    const derived = await argon2id(secret, salt, parameters, cipherKeyBytes + keyFileBytes.check);
    const cipherKey = derived.slice(0, cipherKeyBytes);
    const check = derived.slice(cipherKeyBytes);
    derived.fill(0);
    return { cipherKey, check };
  } finally {
    secret.fill(0);
  }
}
