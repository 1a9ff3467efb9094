/** Signatures in JavaScript by noble, which run wherever JavaScript does. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { slh_dsa_sha2_128s } from '@noble/post-quantum/slh-dsa.js';
import { verifyEd25519 } from './ed25519-verify.ts';
import type { PrimitiveName, Primitives } from './primitive.ts';

/** The algorithms with contexts: everything but Ed25519. */
const contextual = {
  'ml-dsa-44': ml_dsa44,
  'ml-dsa-65': ml_dsa65,
  'ml-dsa-87': ml_dsa87,
  'slh-dsa-sha2-128s': slh_dsa_sha2_128s,
};

type ContextualName = Exclude<PrimitiveName, 'ed25519'>;

export const portablePrimitives: Primitives = {
  openKey(name, seed) {
    if (name === 'ed25519') {
      const secret = seed.slice();
      return {
        publicKey: ed25519.getPublicKey(secret),
        sign: async (message) => ed25519.sign(message, secret),
      };
    }
    const { publicKey, secretKey } = contextual[name].keygen(seed);
    return {
      publicKey,
      // Hedged by default (FIPS 204 §3.4): noble draws fresh randomness for every signature, as FIPS 205 §9.2 has it for SLH-DSA.
      sign: async (message, context) => contextual[name].sign(message, secretKey, { context }),
    };
  },
  async verify(name, publicKey, message, context, signature) {
    try {
      if (name === 'ed25519') return verifyEd25519(publicKey, message, signature);
      return contextual[name satisfies ContextualName].verify(signature, message, publicKey, {
        context,
      });
    } catch {
      return false;
    }
  },
};

/** The public key alone; the private key it is made with is cleared. The seed has its right length. */
export function derivePublicKey(name: PrimitiveName, seed: Uint8Array): Uint8Array {
  if (name === 'ed25519') return ed25519.getPublicKey(seed);
  const { publicKey, secretKey } = contextual[name].keygen(seed);
  secretKey.fill(0);
  return publicKey;
}

/**
 * The private key as the standard of an algorithm expands it from its seed; of Ed25519 there is no other than
 * the seed. Of SLH-DSA it is the seed, then the root of the public key (FIPS 205 §9.1), which takes almost
 * half a second, as a tree of hashes is built.
 */
export function expandedKey(name: PrimitiveName, seed: Uint8Array): Uint8Array {
  return name === 'ed25519' ? seed.slice() : contextual[name].keygen(seed).secretKey;
}
