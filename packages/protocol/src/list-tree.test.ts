import { asciiBytes, type Hash, hash, hashBytes, hashPair } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { listRoot, proveListLeaf, verifyListLeaf } from './index.ts';

const leavesOf = (count: number): Hash[] =>
  Array.from({ length: count }, (_, index) => hash('transaction', asciiBytes(`leaf ${index}`)));

/** RFC 6962 §2.1, word for word. */
function naiveRoot(leaves: readonly Hash[]): Hash {
  const [first] = leaves;
  if (first === undefined) return hash('listEmpty');
  if (leaves.length === 1) return hash('listLeaf', hashBytes(first));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return hashPair('listNode', naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

describe('the list tree, whose proofs hold for one index only (ASA-2025-002)', () => {
  it.each(Array.from({ length: 34 }, (_, count) => count))('of %i leaves', (count) => {
    const leaves = leavesOf(count);
    const root = listRoot(leaves);
    expect(root).toBe(naiveRoot(leaves));
    for (const [index, leaf] of leaves.entries()) {
      const proof = proveListLeaf(leaves, index);
      expect(verifyListLeaf(root, leaf, proof)).toBe(true);
      const other = leaves[(index + 1) % count];
      if (other !== undefined && count > 1) expect(verifyListLeaf(root, other, proof)).toBe(false);
      expect(verifyListLeaf(leaf, leaf, proof)).toBe(false);
      for (const at of [index - 1, index + 1, count]) {
        expect(verifyListLeaf(root, leaf, { ...proof, index: at })).toBe(false);
      }
      for (const position of proof.siblings.keys()) {
        const siblings = proof.siblings.toSpliced(position, 1);
        expect(verifyListLeaf(root, leaf, { ...proof, siblings })).toBe(false);
        siblings.splice(position, 0, leaf);
        expect(verifyListLeaf(root, leaf, { ...proof, siblings })).toBe(false);
      }
      expect(verifyListLeaf(root, leaf, { ...proof, siblings: [...proof.siblings, leaf] })).toBe(
        false,
      );
    }
  });

  it('proves nothing outside the list', () => {
    expect(() => proveListLeaf(leavesOf(3), 3)).toThrow(RangeError);
    expect(() => proveListLeaf([], 0)).toThrow(RangeError);
  });
});
