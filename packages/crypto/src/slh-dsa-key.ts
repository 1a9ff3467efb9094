/** SLH-DSA private keys as other software writes them: 64 bytes, of which the first 48 are the seed. */
import { equalSecrets } from './bytes.ts';
import { CryptoError } from './crypto-error.ts';
import { slhDsaPrivateKey } from './portable-primitives.ts';
import { schemes } from './scheme.ts';

/** The seed of a whole private key. Throws `CryptoError` `malformed_key` unless the rest follows from it. */
export function slhDsaSeed(key: Uint8Array): Uint8Array {
  const seed = key.slice(0, schemes['slh-dsa-sha2-128s'].seedBytes);
  const whole = seed.length < key.length ? slhDsaPrivateKey(seed) : seed;
  const isWhole = key.length === 64 && equalSecrets(whole, key);
  if (whole !== seed) whole.fill(0);
  if (isWhole) return seed;
  seed.fill(0);
  throw new CryptoError(
    'malformed_key',
    'the key is malformed: it is not the 64 bytes of an SLH-DSA-SHA2-128s private key',
  );
}
