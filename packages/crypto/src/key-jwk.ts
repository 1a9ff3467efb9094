/**
 * Keys as JSON Web Keys: AKP for ML-DSA (draft-ietf-cose-dilithium, as OpenSSL and jose write it) and
 * SLH-DSA (as Node writes it), OKP for Ed25519 (RFC 8037). A hybrid key is a set of two, Ed25519 first.
 */
import { equalBytes } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { joinKey, joinSeed, type KeyPart, splitKey } from './key-parts.ts';
import type { ImportedPrivateKey, ImportedPublicKey } from './key-pem.ts';
import { slhDsaPrivateKey } from './portable-primitives.ts';
import type { PrimitiveName } from './primitive.ts';
import { publicKeyOf } from './public-key.ts';
import { type SchemeName, schemes } from './scheme.ts';
import { slhDsaSeed } from './slh-dsa-key.ts';

/** One key. `priv` and `d` are seeds, but of SLH-DSA the whole key; a public key has neither. */
export type Jwk =
  | {
      readonly kty: 'AKP';
      readonly alg: 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87' | 'SLH-DSA-SHA2-128s';
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

const algorithms = {
  'ml-dsa-44': 'ML-DSA-44',
  'ml-dsa-65': 'ML-DSA-65',
  'ml-dsa-87': 'ML-DSA-87',
  'slh-dsa-sha2-128s': 'SLH-DSA-SHA2-128s',
} as const;

function jwk(part: PrimitiveName, publicKey: Uint8Array, seed?: Uint8Array): Jwk {
  if (part === 'ed25519') {
    return { kty: 'OKP', crv: 'Ed25519', x: text(publicKey), ...(seed && { d: text(seed) }) };
  }
  const alg = algorithms[part];
  const priv = seed && (part === 'slh-dsa-sha2-128s' ? slhDsaPrivateKey(seed) : seed);
  return { kty: 'AKP', alg, pub: text(publicKey), ...(priv && { priv: text(priv) }) };
}

function privatePart(part: PrimitiveName, fields: Fields): Uint8Array {
  if (part === 'slh-dsa-sha2-128s') return slhDsaSeed(base64Url(fields, 'priv', 64));
  return base64Url(fields, part === 'ed25519' ? 'd' : 'priv', schemes[part].seedBytes);
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
    return { part: 'ed25519', bytes: base64Url(fields, 'x', schemes.ed25519.publicKeyBytes) };
  }
  for (const [part, alg] of Object.entries(algorithms) as [keyof typeof algorithms, string][]) {
    if (fields.kty !== 'AKP' || fields.alg !== alg) continue;
    return { part, bytes: base64Url(fields, 'pub', schemes[part].publicKeyBytes) };
  }
  throw new CryptoError(
    'unsupported_key',
    'the key is of another algorithm; ML-DSA and SLH-DSA-SHA2-128s (AKP) and Ed25519 (OKP) keys can be used',
  );
}

function text(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Exactly what we would write (RFC 7515 §2: no padding, no white space), so that a key has one form. */
function base64Url(fields: Fields, name: string, length: number): Uint8Array {
  const value = fields[name];
  if (typeof value === 'string') {
    try {
      const bytes = Uint8Array.fromBase64(value, { alphabet: 'base64url' });
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
