/**
 * Signatures that cost a hash: SHA-256 over key, purpose, message and a salt. They stand where Ed25519
 * would, with its lengths, and are as good as real ones among nodes that don't forge. Like hedged
 * signatures no two are the same.
 */
import { createHash } from 'node:crypto';
import type { SignatureClaim, SignaturePurpose, SigningKey } from '@trellis/crypto';
import type { Verifier } from '../../../packages/node/src/ports/verifier.ts';

const saltBytes = 32;

/** The key of this number. `salt` gives a new number for each signature. */
export function fakeKey(number: number, salt: () => number): SigningKey {
  const publicKey = new Uint8Array(32).fill(7);
  new DataView(publicKey.buffer).setUint32(0, number);
  return {
    scheme: 'ed25519',
    publicKey,
    async sign(purpose, message) {
      const signature = new Uint8Array(64);
      new DataView(signature.buffer).setUint32(0, salt());
      const salted = signature.subarray(0, saltBytes);
      signature.set(digest(publicKey, purpose, message, salted), saltBytes);
      return signature;
    },
  };
}

export const fakeVerifier: Verifier = {
  async verify({ publicKey, purpose, message, signature }: SignatureClaim) {
    if (signature.length !== 64) return false;
    const expected = digest(publicKey, purpose, message, signature.subarray(0, saltBytes));
    return expected.equals(signature.subarray(saltBytes));
  },
  pending: () => 0,
};

function digest(
  publicKey: Uint8Array,
  purpose: SignaturePurpose,
  message: Uint8Array,
  salt: Uint8Array,
): Buffer {
  const hash = createHash('sha256').update(publicKey).update(purpose);
  return hash.update(Uint8Array.of(0)).update(message).update(salt).digest();
}
