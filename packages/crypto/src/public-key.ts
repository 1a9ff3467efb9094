/** The public key of a seed, for those who have no need to sign. */
import { nativePrimitives } from '#native-primitives';
import { derivePublicKey } from '#portable-primitives';
import { concatBytes } from './bytes.ts';
import { splitKey } from './key-parts.ts';
import type { PrimitiveName } from './primitive.ts';
import { expectSeed } from './provider.ts';
import type { SchemeName } from './scheme.ts';

/** Leaves nothing secret behind. Throws `CryptoError` `bad_seed` for a wrong length. */
export function publicKeyOf(scheme: SchemeName, seed: Uint8Array): Uint8Array {
  expectSeed(scheme, seed);
  const parts = splitKey(scheme, seed, 'seedBytes');
  return concatBytes(...parts.map(({ part, bytes }) => derive(part, bytes)));
}

/** By OpenSSL where there is one, which clears the private key when nothing refers to it. */
function derive(part: PrimitiveName, seed: Uint8Array): Uint8Array {
  if (nativePrimitives === undefined) return derivePublicKey(part, seed);
  return nativePrimitives.openKey(part, seed).publicKey;
}
