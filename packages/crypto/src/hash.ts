/**
 * The one hash of the ledger: SHA-256 with a one-byte domain prefix, so that no hash made for one
 * purpose can stand for another (RFC 6962 §2.1 gives the reason for Merkle trees).
 */

import { sha256Hex } from '#sha256';
import { fromHex, writeHex } from './byte-text.ts';
import { writeAscii } from './bytes.ts';

declare const hashBrand: unique symbol;

/** A SHA-256 hash: 64 lowercase hex digits. A string, so that `===` and `Map` work on it. */
export type Hash = string & { readonly [hashBrand]: true };

/** Every purpose a hash is made for. A retired prefix is never used again. */
export const hashDomains = {
  listEmpty: 0x00,
  listLeaf: 0x01,
  listNode: 0x02,
  mapLeaf: 0x03,
  mapNode: 0x04,
  mapKey: 0x05,
  mapValue: 0x06,
  keyAddress: 0x10,
  policyAddress: 0x11,
  transaction: 0x20,
  signedTransaction: 0x21,
  header: 0x22,
  receipt: 0x23,
  validatorSet: 0x24,
  genesis: 0x25,
  evidence: 0x26,
  hold: 0x27,
  alias: 0x28,
  mandate: 0x29,
  chainRecovery: 0x2f,
  consent: 0x2a,
  keyFile: 0x30,
  encryptionSeed: 0x31,
} as const;

/** What a hash is of: two domains never share an input. */
export type HashDomain = keyof typeof hashDomains;

/** SHA-256 of the domain's prefix byte followed by `parts`. */
export function hash(domain: HashDomain, ...parts: readonly Uint8Array[]): Hash {
  let length = 1;
  for (const part of parts) length += part.length;
  const input = length <= hashInput.length ? hashInput.subarray(0, length) : new Uint8Array(length);
  input[0] = hashDomains[domain];
  let offset = 1;
  for (const part of parts) {
    input.set(part, offset);
    offset += part.length;
  }
  return sha256Hex(input) as Hash;
}

/** As `hash`, of the bytes of an ASCII text. Throws a `RangeError` on any other character. */
export function hashAscii(domain: HashDomain, text: string): Hash {
  const length = 1 + text.length;
  const input = length <= hashInput.length ? hashInput.subarray(0, length) : new Uint8Array(length);
  input[0] = hashDomains[domain];
  writeAscii(text, input, 1);
  return sha256Hex(input) as Hash;
}

/** SHA-256 without a prefix: for hashes that others, such as another ledger, must be able to make too. */
export function sha256(bytes: Uint8Array): Hash {
  return sha256Hex(bytes) as Hash;
}

// This and the next are filled again by every call and read before it returns: allocating an input each
// time took as long as the hash itself, and a block makes thousands. A signed payment fits.
const hashInput = new Uint8Array(16 * 1024);

/** The hash of one hash: a leaf of a list. */
export function hashOne(domain: HashDomain, value: Hash): Hash {
  oneInput[0] = hashDomains[domain];
  writeHex(value, oneInput, 1);
  return sha256Hex(oneInput) as Hash;
}

const oneInput = new Uint8Array(33);

/** The hash of two hashes: an inner node of a Merkle tree. */
export function hashPair(domain: HashDomain, left: Hash, right: Hash): Hash {
  pairInput[0] = hashDomains[domain];
  writeHex(left, pairInput, 1);
  writeHex(right, pairInput, 33);
  return sha256Hex(pairInput) as Hash;
}

const pairInput = new Uint8Array(65);

/** 32 zero bytes: the "nothing" of previous block ids and empty subtrees; no input hashes to it. */
export const zeroHash = '0'.repeat(64) as Hash;

/** Whether `text` is 64 lowercase hex digits. */
export function isHash(text: string): text is Hash {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The 32 bytes of a hash or address. */
export function hashBytes(value: string): Uint8Array {
  return fromHex(value);
}
