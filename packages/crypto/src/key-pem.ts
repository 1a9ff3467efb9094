/**
 * Keys as PEM, the way OpenSSL 3.5 writes and reads them: SPKI and PKCS#8 of RFC 9881 (ML-DSA), RFC 8410
 * (Ed25519) and RFC 9909 (SLH-DSA). A hybrid key is its parts' blocks one after the other, Ed25519 first.
 */

import { equalBytes } from '#equal-bytes';
import { expandedKey } from '#portable-primitives';
import { toHex } from './byte-text.ts';
import { equalSecrets } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { DerError, type DerReader, derElement, derOid, derTags, readDer } from './der.ts';
import { joinKey, joinSeed, splitKey } from './key-parts.ts';
import { pemBlock, pemBlocks } from './pem.ts';
import { type PrimitiveName, primitiveNames, primitives } from './primitive.ts';
import { type SchemeName, schemes } from './scheme.ts';
import { slhDsaSeed } from './slh-dsa-key.ts';

/** A secret key as the seed it is made from. */
export interface ImportedPrivateKey {
  readonly scheme: SchemeName;
  readonly seed: Uint8Array;
}

/** A public key and the scheme that its file names. */
export interface ImportedPublicKey {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
}

/** The private key as unencrypted PKCS#8 PEM, in the seed-only form of RFC 9881 §6. */
export function exportPrivatePem(scheme: SchemeName, seed: Uint8Array): string {
  return privateKeys(scheme, seed)
    .map((key) => pemBlock('PRIVATE KEY', key))
    .join('');
}

/** The PrivateKeyInfo (RFC 5958) of each part of the key; the caller clears them. */
export function privateKeys(scheme: SchemeName, seed: Uint8Array): readonly Uint8Array[] {
  return splitKey(scheme, seed, 'seedBytes').map(({ part, bytes }) => {
    const key = derElement(derTags.octetString, privateKeyContent(part, bytes));
    const version = derElement(derTags.integer, Uint8Array.of(0));
    return derElement(derTags.sequence, version, algorithm(part), key);
  });
}

/** The public key as SPKI PEM. */
export function exportPublicPem(scheme: SchemeName, publicKey: Uint8Array): string {
  return splitKey(scheme, publicKey, 'publicKeyBytes')
    .map(({ part, bytes }) => {
      const key = derElement(derTags.bitString, Uint8Array.of(0), bytes);
      return pemBlock('PUBLIC KEY', derElement(derTags.sequence, algorithm(part), key));
    })
    .join('');
}

/**
 * Reads unencrypted PKCS#8. Throws `CryptoError`: `malformed_key`, or `unsupported_key` for another
 * algorithm, an encrypted key, and the expanded-only form, from which no seed can be had.
 */
export function importPrivatePem(text: string): ImportedPrivateKey {
  return joinPrivateKeys(pemBlocks(text, 'PRIVATE KEY'));
}

/** The key whose parts these are, each a PrivateKeyInfo, which is cleared. Throws as `importPrivatePem` does. */
export function joinPrivateKeys(blocks: readonly Uint8Array[]): ImportedPrivateKey {
  const keys = blocks.map((block) =>
    strict(() => {
      const sequence = whole(readDer(block), derTags.sequence);
      const version = sequence.read(derTags.integer);
      if (!equalBytes(version, Uint8Array.of(0)))
        throw new DerError('it has another version than 0');
      const part = readAlgorithm(sequence);
      const content = sequence.read(derTags.octetString);
      sequence.end();
      const seed = readSeed(part, content);
      block.fill(0);
      return { part, bytes: seed };
    }),
  );
  return joinSeed(keys);
}

/** Reads SPKI. Throws `CryptoError`. */
export function importPublicPem(text: string): ImportedPublicKey {
  const keys = pemBlocks(text, 'PUBLIC KEY').map((block) =>
    strict(() => {
      const sequence = whole(readDer(block), derTags.sequence);
      const part = readAlgorithm(sequence);
      const [unused, ...key] = sequence.read(derTags.bitString);
      sequence.end();
      if (unused !== 0 || key.length !== schemes[part].publicKeyBytes) {
        throw new DerError(`a public key of ${part} has another length`);
      }
      return { part, bytes: Uint8Array.from(key) };
    }),
  );
  const { scheme, bytes } = joinKey(keys);
  return { scheme, publicKey: bytes };
}

/** What PKCS#8 wraps: RFC 8410 §7, RFC 9909 §6 (the whole key, bare), and the seed of RFC 9881 §6. */
function privateKeyContent(part: PrimitiveName, seed: Uint8Array): Uint8Array {
  const { family } = primitives[part];
  if (family === 'slh-dsa') return expandedKey(part, seed);
  return derElement(family === 'ed25519' ? derTags.octetString : derTags.seed, seed);
}

/** The CHOICE of RFC 9881 §6: seed, expanded key, or both; RFC 8410 §7 for Ed25519. */
function readSeed(part: PrimitiveName, content: Uint8Array): Uint8Array {
  const { family } = primitives[part];
  if (family === 'slh-dsa') return slhDsaSeed(part, content);
  const reader = readDer(content);
  if (family === 'ed25519') return seedOf(part, reader.read(derTags.octetString), reader);
  if (reader.next === derTags.seed) return seedOf(part, reader.read(derTags.seed), reader);
  if (reader.next === derTags.octetString) {
    throw new CryptoError(
      'unsupported_key',
      'the key holds no seed, only the expanded key, and a seed can’t be had from it; export it ' +
        'again with the seed (OpenSSL: -provparam ml-dsa.output_formats=seed-only)',
    );
  }
  const both = readDer(reader.read(derTags.sequence));
  const seed = both.read(derTags.octetString);
  const expanded = both.read(derTags.octetString);
  seedOf(part, seed, both);
  const secretKey = expandedKey(part, seed);
  const same = equalSecrets(secretKey, expanded);
  secretKey.fill(0);
  if (!same) {
    throw new DerError('its seed and its expanded key do not belong together');
  }
  return seedOf(part, seed, reader);
}

function seedOf(part: PrimitiveName, seed: Uint8Array, reader: DerReader): Uint8Array {
  reader.end();
  if (seed.length !== schemes[part].seedBytes) throw new DerError('its seed has another length');
  return seed.slice();
}

function algorithm(part: PrimitiveName): Uint8Array {
  return derElement(derTags.sequence, derElement(derTags.oid, derOid(primitives[part].oid)));
}

/** RFC 9881 §2 and RFC 8410 §3: the parameters are absent. */
function readAlgorithm(reader: DerReader): PrimitiveName {
  const identifier = readDer(reader.read(derTags.sequence));
  const oid = toHex(identifier.read(derTags.oid));
  identifier.end();
  const part = primitiveNames.find((name) => toHex(derOid(primitives[name].oid)) === oid);
  if (part !== undefined) return part;
  throw new CryptoError(
    'unsupported_key',
    'the key is of another algorithm; ML-DSA, SLH-DSA-SHA2-128s and Ed25519 keys can be used',
  );
}

function whole(reader: DerReader, tag: number): DerReader {
  const content = reader.read(tag);
  reader.end();
  return readDer(content);
}

function strict<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new CryptoError('malformed_key', `the key is malformed: ${error.message}`);
  }
}
