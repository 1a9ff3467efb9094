/** The signatures of a simulation: ones that cost a hash, or real ones. */
import { createHash } from 'node:crypto';
import {
  createProvider,
  type SchemeName,
  type SignatureClaim,
  type SignaturePurpose,
  type SigningKey,
  schemes,
} from '@trellis/crypto';
import type { Verifier } from '@trellis/engine';

export interface Signatures {
  /** The key of this number. */
  key(number: number): SigningKey;
  /** Its `pending` counts what is still being computed, signatures to make included. */
  readonly verifier: Verifier;
}

const saltBytes = 32;

/**
 * SHA-256 over key, purpose, message and a salt. They stand where Ed25519 would, with its lengths, and are
 * as good as real ones among nodes that don't forge. Like hedged signatures no two are the same.
 */
export function fakeSignatures(): Signatures {
  let salt = 0;
  return {
    key(number) {
      const publicKey = new Uint8Array(32).fill(7);
      new DataView(publicKey.buffer).setUint32(0, number);
      return {
        scheme: 'ed25519',
        publicKey,
        async sign(purpose, message) {
          const signature = new Uint8Array(64);
          new DataView(signature.buffer).setUint32(0, ++salt);
          const salted = signature.subarray(0, saltBytes);
          signature.set(digest(publicKey, purpose, message, salted), saltBytes);
          return signature;
        },
      };
    },
    verifier: {
      async verify({ publicKey, purpose, message, signature }: SignatureClaim) {
        if (signature.length !== 64) return false;
        const expected = digest(publicKey, purpose, message, signature.subarray(0, saltBytes));
        return expected.equals(signature.subarray(saltBytes));
      },
      pending: () => 0,
    },
  };
}

/**
 * Those of the provider that nodes use. Computed one after another and outside virtual time, so that
 * which of two is ready first is no accident; being hedged, they differ from run to run all the same.
 */
export function realSignatures(scheme: SchemeName): Signatures {
  const provider = createProvider('native');
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  function inTurn<T>(compute: () => Promise<T>): Promise<T> {
    pending++;
    const done = last.then(compute).finally(() => {
      pending--;
    });
    last = done.catch(() => undefined);
    return done;
  }
  return {
    key(number) {
      const seed = new Uint8Array(schemes[scheme].seedBytes);
      new DataView(seed.buffer).setUint32(0, number + 1);
      const key = provider.openKey(scheme, seed);
      return { ...key, sign: (purpose, message) => inTurn(() => key.sign(purpose, message)) };
    },
    verifier: {
      verify: (claim) => inTurn(() => provider.verify(claim)),
      pending: () => pending,
    },
  };
}

function digest(
  publicKey: Uint8Array,
  purpose: SignaturePurpose,
  message: Uint8Array,
  salt: Uint8Array,
): Buffer {
  const hash = createHash('sha256').update(publicKey).update(purpose);
  return hash.update(Uint8Array.of(0)).update(message).update(salt).digest();
}
