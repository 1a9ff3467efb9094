/**
 * Signatures made to measure, without a private key: under a public key whose t1 is 0 the challenge is multiplied with
 * nothing, so that every z and every hints are part of a valid signature, with the c̃ that they lead to.
 */
import type { ParameterSet } from '../parameter-set.ts';
import type { SignedMessage } from './others.ts';
import { createRandom, randomBytes } from './random.ts';
import { packBits, prefixed, recoverChallenge } from './reference.ts';

export interface Wish {
  /** Coefficients of z, 256 for each column. Small ones if left out. */
  readonly z?: readonly number[];
  /** Positions of the hints of each row, as they have to be written. */
  readonly hints?: readonly (readonly number[])[];
  readonly message?: Uint8Array;
  readonly context?: Uint8Array;
}

export function forge(set: ParameterSet, wish: Wish): SignedMessage {
  const random = createRandom(7);
  const { message = randomBytes(random, 50), context = new Uint8Array() } = wish;
  const publicKey = new Uint8Array(set.publicKeyBytes);
  publicKey.set(randomBytes(random, 32));
  const z = wish.z ?? Array.from({ length: 256 * set.columns }, () => random(2001) - 1000);
  const signature = new Uint8Array(set.signatureBytes);
  const packed = z.map((value) => 2 ** set.gamma1Bits - value);
  signature.set(packBits(packed, set.gamma1Bits + 1), set.challengeBytes);
  signature.set(encodeHints(set, wish.hints ?? []), set.signatureBytes - set.omega - set.rows);
  const recovered = recoverChallenge(set, publicKey, prefixed(message, context), signature);
  signature.set(recovered);
  return { name: set.name, publicKey, message, context, signature };
}

/** HintBitPack (FIPS 204 Algorithm 20). */
export function encodeHints(
  { omega, rows }: ParameterSet,
  hints: readonly (readonly number[])[],
): Uint8Array {
  const bytes = new Uint8Array(omega + rows);
  bytes.set(hints.flat());
  for (let row = 0; row < rows; row += 1) {
    bytes[omega + row] = hints.slice(0, row + 1).flat().length;
  }
  return bytes;
}
