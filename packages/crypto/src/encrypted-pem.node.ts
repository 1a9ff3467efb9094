/**
 * Private keys as encrypted PKCS#8 PEM (RFC 5958 §3), the way OpenSSL reads and writes them: PBES2 (RFC 8018 §6.2) with
 * AES-CBC, and PBKDF2 (§5.2) or scrypt (RFC 7914 §7) from the password. Node's own export takes no more than 2,048 rounds,
 * and OpenSSL reads no scrypt that needs over 32 MiB; so both are done here.
 */
import {
  createCipheriv,
  createDecipheriv,
  pbkdf2 as pbkdf2Callback,
  randomBytes,
  scrypt as scryptCallback,
} from 'node:crypto';
import { promisify } from 'node:util';
import { toHex } from './byte-text.ts';
import { CryptoError } from './crypto-error.ts';
import {
  DerError,
  type DerReader,
  derElement,
  derInteger,
  derOid,
  derTags,
  readDer,
} from './der.ts';
import { type ImportedPrivateKey, joinPrivateKeys, privateKeys } from './key-pem.ts';
import { pemBlock, pemBlocks } from './pem.ts';
import type { SchemeName } from './scheme.ts';

const label = 'ENCRYPTED PRIVATE KEY';

/** OWASP's recommendation for PBKDF2 with HMAC-SHA-256, as of 2023. */
export const exportRounds = 600_000;

/** What a file may ask for, so that a hostile one can't hold the machine. */
const roundsMax = 20_000_000;
const scryptBytesMax = 1024 ** 3;

const [saltBytes, ivBytes] = [16, 16];
const blockBytes = 16;

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';
const scrypt = '1.3.6.1.4.1.11591.4.11';

const hashes = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
} as const;

const ciphers = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
} as const;

/** Makes a key of so many bytes from a password. */
type Derivation = (password: Buffer, keyBytes: number) => Promise<Buffer>;

/** Whether a text has an encrypted private key in it. */
export const isEncryptedPem = (text: string): boolean => text.includes(`-----BEGIN ${label}-----`);

/** The private key as PEM encrypted with AES-256 and `exportRounds` of PBKDF2-HMAC-SHA-256; a block for each part. */
export async function exportEncryptedPem(
  scheme: SchemeName,
  seed: Uint8Array,
  password: string,
): Promise<string> {
  const blocks: string[] = [];
  for (const key of privateKeys(scheme, seed)) {
    blocks.push(pemBlock(label, await encrypted(key, passwordBytes(password))));
    key.fill(0);
  }
  return blocks.join('');
}

/**
 * Reads encrypted PKCS#8. Throws `CryptoError`: `wrong_password`, `malformed_key`, or `unsupported_key` for other
 * algorithms, for costs beyond what is sensible, and as `importPrivatePem` does.
 */
export async function importEncryptedPem(
  text: string,
  password: string,
): Promise<ImportedPrivateKey> {
  const keys: Uint8Array[] = [];
  for (const block of pemBlocks(text, label)) {
    keys.push(await decrypted(readEncrypted(block), passwordBytes(password)));
  }
  return joinPrivateKeys(keys);
}

/** One form for each text, as key files have it. */
const passwordBytes = (password: string): Buffer =>
  Buffer.from(password.toWellFormed().normalize('NFC'), 'utf8');

async function encrypted(key: Uint8Array, password: Buffer): Promise<Uint8Array> {
  const salt = randomBytes(saltBytes);
  const iv = randomBytes(ivBytes);
  const cipherKey = await promisify(pbkdf2Callback)(password, salt, exportRounds, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
  const ciphertext = Buffer.concat([cipher.update(key), cipher.final()]);
  cipherKey.fill(0);
  const octets = (bytes: Uint8Array) => derElement(derTags.octetString, bytes);
  const prf = algorithm('1.2.840.113549.2.9', derElement(derTags.null));
  const derivation = sequence(octets(salt), derInteger(exportRounds), prf);
  const parameters = sequence(
    algorithm(pbkdf2, derivation),
    algorithm('2.16.840.1.101.3.4.1.42', octets(iv)),
  );
  return sequence(algorithm(pbes2, parameters), octets(ciphertext));
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array =>
  derElement(derTags.sequence, ...parts);

const algorithm = (oid: string, parameters: Uint8Array): Uint8Array =>
  sequence(derElement(derTags.oid, derOid(oid)), parameters);

interface EncryptedKey {
  readonly derive: Derivation;
  readonly cipher: (typeof ciphers)[keyof typeof ciphers];
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
}

function readEncrypted(block: Uint8Array): EncryptedKey {
  try {
    const info = partsOf(readDer(block));
    const parameters = parametersOf(partsOf(info), pbes2, 'the encryption');
    const ciphertext = info.read(derTags.octetString);
    info.end();
    const pbes2Parts = partsOf(parameters);
    const derive = readDerivation(partsOf(pbes2Parts));
    const encryption = partsOf(pbes2Parts);
    const cipher = entryOf(ciphers, encryption.read(derTags.oid), 'the cipher');
    const iv = encryption.read(derTags.octetString);
    if (iv.length !== ivBytes || ciphertext.length % blockBytes !== 0) {
      throw new DerError('it is cut off');
    }
    return { derive, cipher, iv, ciphertext };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new CryptoError('malformed_key', `the encrypted key is malformed: ${error.message}`);
  }
}

const partsOf = (reader: DerReader): DerReader => readDer(reader.read(derTags.sequence));

/** The reader, after the name of an algorithm, which must be this one. */
function parametersOf(reader: DerReader, oid: string, what: string): DerReader {
  if (toHex(reader.read(derTags.oid)) !== toHex(derOid(oid))) throw unsupported(what);
  return reader;
}

function entryOf<T>(known: Readonly<Record<string, T>>, oid: Uint8Array, what: string): T {
  const found = Object.entries(known).find(([one]) => toHex(derOid(one)) === toHex(oid));
  if (found === undefined) throw unsupported(what);
  return found[1];
}

const unsupported = (what: string): CryptoError =>
  new CryptoError(
    'unsupported_key',
    `${what} of the encrypted key is not known here; PBES2 with AES-CBC and PBKDF2 or scrypt can be read`,
  );

function readDerivation(reader: DerReader): Derivation {
  const oid = toHex(reader.read(derTags.oid));
  const parameters = partsOf(reader);
  if (oid === toHex(derOid(pbkdf2))) return readPbkdf2(parameters);
  if (oid === toHex(derOid(scrypt))) return readScrypt(parameters);
  throw unsupported('what makes a key of the password');
}

/** RFC 8018 §A.2: the length is optional, and the function is HMAC-SHA-1 unless it is named. */
function readPbkdf2(parameters: DerReader): Derivation {
  const salt = parameters.read(derTags.octetString);
  const rounds = numberOf(parameters);
  if (parameters.next === derTags.integer) parameters.read(derTags.integer);
  const hash =
    parameters.next === undefined
      ? 'sha1'
      : entryOf(hashes, partsOf(parameters).read(derTags.oid), 'the hash');
  if (rounds < 1 || rounds > roundsMax) throw tooCostly(`${rounds} rounds of PBKDF2`);
  return (password, keyBytes) => promisify(pbkdf2Callback)(password, salt, rounds, keyBytes, hash);
}

/** RFC 7914 §7. */
function readScrypt(parameters: DerReader): Derivation {
  const salt = parameters.read(derTags.octetString);
  const [cost, blockSize, parallelization] = [
    numberOf(parameters),
    numberOf(parameters),
    numberOf(parameters),
  ];
  const isPower = cost > 1 && Number.isInteger(Math.log2(cost));
  // RFC 7914 §2: what it needs.
  const bytes = 128 * blockSize * (cost + parallelization + 2);
  if (!isPower || blockSize < 1 || parallelization < 1) throw new DerError('its costs are none');
  if (bytes > scryptBytesMax || parallelization > 64) {
    throw tooCostly(`scrypt with N = ${cost}, r = ${blockSize}, p = ${parallelization}`);
  }
  return (password, keyBytes) =>
    new Promise((resolve, reject) => {
      const options = { cost, blockSize, parallelization, maxmem: bytes + 1024 * 1024 };
      scryptCallback(password, salt, keyBytes, options, (error, key) =>
        error === null ? resolve(key) : reject(error),
      );
    });
}

const tooCostly = (what: string): CryptoError =>
  new CryptoError('unsupported_key', `the encrypted key asks for ${what}, which is too costly`);

function numberOf(reader: DerReader): number {
  const bytes = reader.read(derTags.integer);
  if (bytes.length === 0 || bytes.length > 5 || (bytes[0] ?? 0) >= 0x80) {
    throw new DerError('a number is negative or too large');
  }
  return bytes.reduce((value, byte) => value * 0x100 + byte, 0);
}

async function decrypted(
  { derive, cipher, iv, ciphertext }: EncryptedKey,
  password: Buffer,
): Promise<Uint8Array> {
  const key = await derive(password, cipher.keyBytes);
  try {
    const decipher = createDecipheriv(cipher.name, key, iv);
    const plain = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
    // Nothing authenticates it: one padding in 256 is right by chance, and then this is not.
    partsOf(readDer(plain)).read(derTags.integer);
    return Uint8Array.from(plain);
  } catch {
    throw new CryptoError('wrong_password', 'the password is wrong for this PEM file');
  } finally {
    key.fill(0);
    password.fill(0);
  }
}
