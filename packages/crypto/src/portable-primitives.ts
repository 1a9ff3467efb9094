/** Signatures in JavaScript by noble, which run wherever JavaScript does. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
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
      // Not `zip215`: OpenSSL takes only canonical points, and both providers must agree.
      if (name === 'ed25519')
        return ed25519.verify(signature, message, publicKey, { zip215: false });
      return mlDsa[name satisfies MlDsaName].verify(signature, message, publicKey, { context });
    } catch {
      return false;
    }
  },
};
