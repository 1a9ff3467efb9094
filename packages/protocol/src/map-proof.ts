/**
 * Proofs about the state: an authenticated map as a binary sparse Merkle tree. A key's place is the
 * path of its hash's bits; a subtree with a single entry *is* that entry's leaf, so a path is only as
 * long as it must be to tell keys apart, and the shape depends on the entries alone.
 */
import { type Hash, hash, hashAscii, hashPair, zeroHash } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { hashCodec } from './codec-basic.ts';
import { container, list, optional } from './codec-composite.ts';
import { remembering } from './remembering.ts';
import type { StateKey } from './state-key.ts';

/** Hash of an empty subtree. */
export const emptyMapRoot: Hash = zeroHash;

/**
 * `siblings` lead from the root down. `leaf` is what stands at the end of the path: the key's own
 * entry, another key's (which proves that this one is absent), or nothing.
 */
export const mapProofCodec = container({
  siblings: list(hashCodec, 256),
  leaf: optional(container({ keyHash: hashCodec, valueHash: hashCodec })),
});

export type MapProof = ValueOf<typeof mapProofCodec>;

/** A block changes the balances of those whom others paid just before. */
const keyHashesKept = 20_000;

/** The place of a key in the tree. */
export const mapKeyHash: (key: StateKey) => Hash = remembering(
  (key) => hashAscii('mapKey', key),
  keyHashesKept,
);

/** What a leaf commits to of a record’s encoding. */
export function mapValueHash(value: Uint8Array): Hash {
  return hash('mapValue', value);
}

/** The hash of an entry, and of a subtree that has no other. */
export function mapLeafHash(keyHash: Hash, valueHash: Hash): Hash {
  return hashPair('mapLeaf', keyHash, valueHash);
}

/** The hash of a subtree with at least two entries. */
export function mapNodeHash(left: Hash, right: Hash): Hash {
  return hashPair('mapNode', left, right);
}

/** Bit `depth` (0 is the first) of a key hash: `false` leads left, `true` right. */
export function pathBit(keyHash: Hash, depth: number): boolean {
  const code = keyHash.charCodeAt(depth >> 2);
  // A lowercase hex digit: '0' is 48, 'a' is 97.
  const digit = code < 97 ? code - 48 : code - 87;
  return ((digit >> (3 - (depth & 3))) & 1) === 1;
}

/** Whether `proof` shows that, under `root`, `key` has exactly this value; `null` means that it has none. */
export function verifyMapEntry(
  root: Hash,
  key: StateKey,
  value: Uint8Array | null,
  proof: MapProof,
): boolean {
  const keyHash = mapKeyHash(key);
  const { leaf, siblings } = proof;
  if (value === null) {
    if (leaf?.keyHash === keyHash) return false;
    // Another key's leaf stands on this key's path only if they share all of it.
    if (leaf !== null && !sharePath(leaf.keyHash, keyHash, siblings.length)) return false;
  } else if (leaf?.keyHash !== keyHash || leaf.valueHash !== mapValueHash(value)) {
    return false;
  }
  let current = leaf === null ? emptyMapRoot : mapLeafHash(leaf.keyHash, leaf.valueHash);
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? emptyMapRoot;
    current = pathBit(keyHash, depth)
      ? mapNodeHash(sibling, current)
      : mapNodeHash(current, sibling);
  }
  return current === root;
}

function sharePath(a: Hash, b: Hash, length: number): boolean {
  for (let depth = 0; depth < length; depth++) {
    if (pathBit(a, depth) !== pathBit(b, depth)) return false;
  }
  return true;
}
