/** The Merkle tree over a list (RFC 6962 §2.1): one root for the transactions, witnesses or receipts of a block. */
import { type Hash, hash, hashOne, hashPair } from '@trellis/crypto';
import type { ValueOf } from './codec.ts';
import { hashCodec, uint32 } from './codec-basic.ts';
import { container, list } from './codec-composite.ts';

/** The siblings from a leaf up to the root, and where the leaf stands. */
export const listProofCodec = container({
  index: uint32,
  count: uint32,
  siblings: list(hashCodec, 32),
});

export type ListProof = ValueOf<typeof listProofCodec>;

/** Root of a list of hashes; the empty list has a root of its own. */
export function listRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return hash('listEmpty');
  return subtreeRoot(leaves.map(leafHash), 0, leaves.length);
}

/** Proof that the leaf at `index` is in the list. Throws a `RangeError` for an index outside it. */
export function proveListLeaf(leaves: readonly Hash[], index: number): ListProof {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`no leaf ${index} in a list of ${leaves.length}`);
  }
  const hashes = leaves.map(leafHash);
  const siblings: Hash[] = [];
  let from = 0;
  let to = hashes.length;
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      siblings.unshift(subtreeRoot(hashes, middle, to));
      to = middle;
    } else {
      siblings.unshift(subtreeRoot(hashes, from, middle));
      from = middle;
    }
  }
  return { index, count: leaves.length, siblings };
}

/** Whether `proof` shows that `leaf` is at `proof.index` of a list of `proof.count` with this root (RFC 9162 §2.1.3.2). */
export function verifyListLeaf(root: Hash, leaf: Hash, proof: ListProof): boolean {
  if (!Number.isInteger(proof.index) || proof.index < 0 || proof.index >= proof.count) return false;
  let position = proof.index;
  let last = proof.count - 1;
  let current = leafHash(leaf);
  for (const sibling of proof.siblings) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      current = hashPair('listNode', sibling, current);
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      current = hashPair('listNode', current, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && current === root;
}

function leafHash(leaf: Hash): Hash {
  return hashOne('listLeaf', leaf);
}

function subtreeRoot(hashes: readonly Hash[], from: number, to: number): Hash {
  const only = hashes[from];
  if (to - from === 1 && only !== undefined) return only;
  const middle = from + splitPoint(to - from);
  return hashPair('listNode', subtreeRoot(hashes, from, middle), subtreeRoot(hashes, middle, to));
}

/** The largest power of two smaller than `count` (RFC 6962 §2.1). */
function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
