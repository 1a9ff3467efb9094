/**
 * Pages: the stored form of the state tree. A page holds the top node of a path whose length is a
 * multiple of `pageLevels` and the levels below it, as far as the next pages' tops.
 */
import { type Hash, hashBytes, zeroHash } from '@trellis/crypto';
import {
  type BranchNode,
  branchNode,
  type LeafNode,
  type LoadPage,
  leafNode,
  pageLevels,
  type StateTree,
  type TreeNode,
} from './state-tree.ts';

/** In preorder: nothing, a leaf with its two hashes, a branch, or the hash of the next page's top. */
const tags = { nothing: 0, leaf: 1, branch: 2, nextPage: 3 } as const;

/** A page that is missing, or that is not what the tree says it must be. */
export class DamagedTree extends Error {
  readonly code = 'state_tree_damaged';

  constructor(path: string, what: string) {
    super(`the state tree is damaged at path "${path}": ${what}`);
    this.name = 'DamagedTree';
  }
}

/** The bytes of the page with this top node. */
export function encodePage(top: LeafNode | BranchNode): Uint8Array {
  const parts: (number | Hash)[] = [];
  const visit = (node: TreeNode | null, level: number): void => {
    if (node === null) parts.push(tags.nothing);
    else if (node.type === 'leaf') parts.push(tags.leaf, node.keyHash, node.valueHash);
    else if (level === pageLevels || node.type === 'stub') parts.push(tags.nextPage, node.hash);
    else {
      parts.push(tags.branch);
      visit(node.left, level + 1);
      visit(node.right, level + 1);
    }
  };
  visit(top, 0);
  const length = parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 1 : 32), 0);
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    if (typeof part === 'number') bytes[offset++] = part;
    else {
      bytes.set(hashBytes(part), offset);
      offset += 32;
    }
  }
  return bytes;
}

/** The top node of a page. Throws `DamagedTree`. */
export function decodePage(bytes: Uint8Array, path: string): LeafNode | BranchNode {
  let offset = 0;
  const readHash = (): Hash => {
    if (offset + 32 > bytes.length) throw new DamagedTree(path, 'the page is too short');
    offset += 32;
    return bytes.subarray(offset - 32, offset).toHex() as Hash;
  };
  const visit = (level: number): TreeNode | null => {
    const tag = bytes[offset++];
    switch (tag) {
      case tags.nothing:
        return null;
      case tags.leaf:
        return leafNode(readHash(), readHash());
      case tags.nextPage:
        return { type: 'stub', hash: readHash() };
      case tags.branch:
        if (level < pageLevels) return branchNode(visit(level + 1), visit(level + 1));
        throw new DamagedTree(path, 'the page is too deep');
      default:
        throw new DamagedTree(path, `a page has no tag ${tag}`);
    }
  };
  const top = visit(0);
  if (top === null || top.type === 'stub') throw new DamagedTree(path, 'the page holds no node');
  if (offset !== bytes.length) throw new DamagedTree(path, 'the page is too long');
  return top;
}

/** The tree with this root hash, over stored pages. */
export function openTree(
  hash: Hash,
  readPage: (path: string) => Uint8Array | undefined,
): StateTree {
  const load: LoadPage = (path, expected) => {
    const bytes = readPage(path);
    if (bytes === undefined) throw new DamagedTree(path, 'the page is missing');
    const top = decodePage(bytes, path);
    if (top.hash !== expected) {
      throw new DamagedTree(path, `its hash is ${top.hash}, not ${expected}`);
    }
    return top;
  };
  return { root: hash === zeroHash ? null : { type: 'stub', hash }, load, nodesMade: 0 };
}

/** A tree without entries. */
export const emptyTree: StateTree = openTree(zeroHash, () => undefined);
