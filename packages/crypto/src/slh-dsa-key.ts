/** SLH-DSA private keys as other software writes them: the seed, and a third as much that follows from it. */
import { expandedKey } from '#portable-primitives';
import { equalSecrets } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { type PrimitiveName, primitives } from './primitive.ts';

/** A whole private key has four parts, of which the seed is three (FIPS 205 §9.1). */
export function slhDsaKeyBytes(name: PrimitiveName): number {
  return (primitives[name].seedBytes / 3) * 4;
}

/** The seed of a whole private key. Throws `CryptoError` `malformed_key` unless the rest follows from it. */
export function slhDsaSeed(name: PrimitiveName, key: Uint8Array): Uint8Array {
  const seed = key.slice(0, primitives[name].seedBytes);
  const keyBytes = slhDsaKeyBytes(name);
  const whole = seed.length < key.length ? expandedKey(name, seed) : seed;
  const isWhole = key.length === keyBytes && equalSecrets(whole, key);
  if (whole !== seed) whole.fill(0);
  if (isWhole) return seed;
  seed.fill(0);
  throw new CryptoError(
    'malformed_key',
    `the key is malformed: it is not the ${keyBytes} bytes of an ${primitives[name].title} private key`,
  );
}
