/**
 * Ed25519 verification that decides every input as OpenSSL under Node does. RFC 8032 §5.1.7 leaves a
 * choice: the equation times the cofactor 8, as noble checks it, or without. Whoever knows a private
 * key can make signatures that hold with it only, and validators that disagree about one split the
 * chain. So here, as there: canonical encodings, no point of small order, no cofactor.
 * ("Taming the many EdDSAs", eprint 2020/1244, §5.)
 */

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { equalBytes } from '#equal-bytes';
import { toHex } from './byte-text.ts';
import { concatBytes } from './bytes.ts';

const { Point } = ed25519;
const order = Point.Fn.ORDER;

/** Whether the signature holds. Throws on wrong lengths, and on what is no canonical point. */
export function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const encodedR = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= order) return false;
  const a = Point.fromBytes(publicKey);
  if (a.isSmallOrder() || Point.fromBytes(encodedR).isSmallOrder()) return false;
  const k = littleEndian(sha512(concatBytes(encodedR, publicKey, message))) % order;
  const r = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
  return equalBytes(r.toBytes(), encodedR);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.toReversed())}`);
}
