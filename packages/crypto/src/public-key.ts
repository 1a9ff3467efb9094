/** The public key of a seed, for those who have no need to sign. */
import { concatBytes } from './bytes.ts';
import { splitKey } from './key-parts.ts';
import { derivePublicKey } from './portable-primitives.ts';
import { expectSeed } from './provider.ts';
import type { SchemeName } from './scheme.ts';

/** Leaves nothing secret behind. Throws `CryptoError` `bad_seed` for a wrong length. */
export function publicKeyOf(scheme: SchemeName, seed: Uint8Array): Uint8Array {
  expectSeed(scheme, seed);
  const parts = splitKey(scheme, seed, 'seedBytes');
  return concatBytes(...parts.map(({ part, bytes }) => derivePublicKey(part, bytes)));
}
