/** Signatures in JavaScript by noble, which run wherever JavaScript does. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { verifyEd25519 } from './ed25519-verify.ts';
import type { PrimitiveName, Primitives } from './primitive.ts';

const mlDsa = { 'ml-dsa-44': ml_dsa44, 'ml-dsa-65': ml_dsa65, 'ml-dsa-87': ml_dsa87 };

type MlDsaName = Exclude<PrimitiveName, 'ed25519'>;

export const portablePrimitives: Primitives = {
  openKey(name, seed) {
    if (name === 'ed25519') {
      const secret = seed.slice();
      return {
        publicKey: ed25519.getPublicKey(secret),
        sign: async (message) => ed25519.sign(message, secret),
      };
    }
    const { publicKey, secretKey } = mlDsa[name].keygen(seed);
    return {
      publicKey,
      // Hedged by default (FIPS 204 §3.4): noble draws fresh randomness for every signature.
      sign: async (message, context) => mlDsa[name].sign(message, secretKey, { context }),
    };
  },
  async verify(name, publicKey, message, context, signature) {
    try {
      if (name === 'ed25519') return verifyEd25519(publicKey, message, signature);
      return mlDsa[name satisfies MlDsaName].verify(signature, message, publicKey, { context });
    } catch {
      return false;
    }
  },
};

/** The public key alone; the private key it is made with is cleared. The seed has its right length. */
export function derivePublicKey(name: PrimitiveName, seed: Uint8Array): Uint8Array {
  if (name === 'ed25519') return ed25519.getPublicKey(seed);
  const { publicKey, secretKey } = mlDsa[name].keygen(seed);
  secretKey.fill(0);
  return publicKey;
}
