/**
 * Keys as JSON Web Keys: AKP for ML-DSA (draft-ietf-cose-dilithium, as OpenSSL and jose write it) and
 * SLH-DSA (as Node writes it), OKP for Ed25519 (RFC 8037). A hybrid key is a set of two, Ed25519 first.
 */

import { equalBytes } from '#equal-bytes';
import { expandedKey } from '#portable-primitives';
import { fromBase64Url, toBase64Url } from './byte-text.ts';

import { CryptoError } from './crypto-error.ts';
import { joinKey, joinSeed, type KeyPart, splitKey } from './key-parts.ts';
import type { ImportedPrivateKey, ImportedPublicKey } from './key-pem.ts';
import {
  type PrimitiveName,
  type PrimitiveTitle,
  primitiveNames,
  primitives,
} from './primitive.ts';
import { publicKeyOf } from './public-key.ts';
import type { SchemeName } from './scheme.ts';
import { slhDsaKeyBytes, slhDsaSeed } from './slh-dsa-key.ts';

/** One key. `priv` and `d` are seeds, but of SLH-DSA the whole key; a public key has neither. */
export type Jwk =
  | {
      readonly kty: 'AKP';
      readonly alg: PrimitiveTitle<'ml-dsa' | 'slh-dsa'>;
      readonly pub: string;
      readonly priv?: string;
    }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly d?: string };

/** A key, or the set of keys that make up a hybrid. */
export type JwkDocument = Jwk | { readonly keys: readonly Jwk[] };

/** The public key as a JWK. */
export function exportPublicJwk(scheme: SchemeName, publicKey: Uint8Array): JwkDocument {
  return asDocument(
    splitKey(scheme, publicKey, 'publicKeyBytes').map(({ part, bytes }) => jwk(part, bytes)),
  );
}

/** The private key as a JWK, not encrypted. */
export function exportPrivateJwk(scheme: SchemeName, seed: Uint8Array): JwkDocument {
  return asDocument(
    splitKey(scheme, seed, 'seedBytes').map(({ part, bytes }) =>
      jwk(part, publicKeyOf(part, bytes), bytes),
    ),
  );
}

/** Reads a public key; the private part of a private one is passed over. Throws `CryptoError`. */
export function importPublicJwk(document: unknown): ImportedPublicKey {
  const { scheme, bytes } = joinKey(jwksOf(document).map(publicPart));
  return { scheme, publicKey: bytes };
}

/** Reads a private key, and checks that its public key belongs to it. Throws `CryptoError`. */
export function importPrivateJwk(document: unknown): ImportedPrivateKey {
  const keys = jwksOf(document).map((fields) => {
    const { part, bytes: publicKey } = publicPart(fields);
    const seed = privatePart(part, fields);
    if (!equalBytes(publicKeyOf(part, seed), publicKey)) {
      seed.fill(0);
      throw malformed('its private and its public part do not belong together');
    }
    return { part, bytes: seed };
  });
  return joinSeed(keys);
}

function asDocument(keys: readonly Jwk[]): JwkDocument {
  const [only] = keys;
  return only !== undefined && keys.length === 1 ? only : { keys };
}

function jwk(part: PrimitiveName, publicKey: Uint8Array, seed?: Uint8Array): Jwk {
  const { family, title } = primitives[part];
  if (title === 'Ed25519') {
    return { kty: 'OKP', crv: 'Ed25519', x: text(publicKey), ...(seed && { d: text(seed) }) };
  }
  const priv = seed && (family === 'slh-dsa' ? expandedKey(part, seed) : seed);
  return { kty: 'AKP', alg: title, pub: text(publicKey), ...(priv && { priv: text(priv) }) };
}

function privatePart(part: PrimitiveName, fields: Fields): Uint8Array {
  const { family, seedBytes } = primitives[part];
  if (family === 'slh-dsa') {
    return slhDsaSeed(part, base64Url(fields, 'priv', slhDsaKeyBytes(part)));
  }
  return base64Url(fields, family === 'ed25519' ? 'd' : 'priv', seedBytes);
}

type Fields = Readonly<Record<string, unknown>>;

function jwksOf(document: unknown): readonly Fields[] {
  if (typeof document !== 'object' || document === null) throw malformed('it is not a JSON object');
  if (!('keys' in document)) return [document as Fields];
  if (!Array.isArray(document.keys)) throw malformed('"keys" is not a list');
  return document.keys.map((key: unknown) => {
    if (typeof key !== 'object' || key === null) throw malformed('"keys" holds what is no key');
    return key as Fields;
  });
}

function publicPart(fields: Fields): KeyPart {
  if (fields.kty === 'OKP' && fields.crv === 'Ed25519') {
    return { part: 'ed25519', bytes: base64Url(fields, 'x', primitives.ed25519.publicKeyBytes) };
  }
  const part = primitiveNames.find((name) => primitives[name].title === fields.alg);
  if (fields.kty === 'AKP' && part !== undefined && part !== 'ed25519') {
    return { part, bytes: base64Url(fields, 'pub', primitives[part].publicKeyBytes) };
  }
  throw new CryptoError(
    'unsupported_key',
    'the key is of another algorithm; ML-DSA and SLH-DSA-SHA2-128s (AKP) and Ed25519 (OKP) keys can be used',
  );
}

function text(bytes: Uint8Array): string {
  return toBase64Url(bytes);
}

/** Exactly what we would write (RFC 7515 §2: no padding, no white space), so that a key has one form. */
function base64Url(fields: Fields, name: string, length: number): Uint8Array {
  const value = fields[name];
  if (typeof value === 'string') {
    try {
      const bytes = fromBase64Url(value);
      if (bytes.length === length && text(bytes) === value) return bytes;
    } catch {
      // Reported below.
    }
  }
  throw malformed(`"${name}" is not ${length} bytes of base64url`);
}

function malformed(why: string): CryptoError {
  return new CryptoError('malformed_key', `the key is malformed: ${why}`);
}
