/**
 * Pages: the stored form of the state tree. A page holds the top node of a path whose length is a
 * multiple of `pageLevels` and the levels below it, as far as the next pages' tops.
 */
import { type Hash, hashBytes, toHex, zeroHash } from '@trellis/crypto';
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
  readonly path: string;

  constructor(path: string, what: string) {
    super(`the state tree is damaged at path "${path}": ${what}`);
    this.name = 'DamagedTree';
    this.path = path;
  }
}

/** The bytes of the page with this top node. */
export function encodePage(top: LeafNode | BranchNode): Uint8Array {
  // Hashes are hex already, so one conversion at the end is the least work; a tag is one digit.
  const hexOf = (node: TreeNode | null, level: number): string => {
    if (node === null) return `0${tags.nothing}`;
    if (node.type === 'leaf') return `0${tags.leaf}${node.keyHash}${node.valueHash}`;
    if (level === pageLevels || node.type === 'stub') return `0${tags.nextPage}${node.hash}`;
    return `0${tags.branch}${hexOf(node.left, level + 1)}${hexOf(node.right, level + 1)}`;
  };
  return hashBytes(hexOf(top, 0));
}

/** The top node of a page. Throws `DamagedTree`. */
export function decodePage(bytes: Uint8Array, path: string): LeafNode | BranchNode {
  let offset = 0;
  const readHash = (): Hash => {
    if (offset + 32 > bytes.length) throw new DamagedTree(path, 'the page is too short');
    offset += 32;
    return toHex(bytes.subarray(offset - 32, offset)) as Hash;
  };
  const visit = (level: number): TreeNode | null => {
    const tag = bytes[offset++];
    switch (tag) {
      case tags.nothing:
        return null;
      case tags.leaf:
        return leafNode(readHash(), readHash());
      case tags.nextPage:
        // An update takes a reference for a branch without loading it; a leaf can't pose as one here.
        if (level === pageLevels) return { type: 'stub', hash: readHash() };
        throw new DamagedTree(path, 'a reference stands above the lowest level');
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

/**
 * Pages that are kept decoded, about 3 kB each: whoever reads a record compares it with the tree, and an update of
 * that record comes along the same pages.
 */
const recentMax = 2_048;

/** The tree with this root hash, over stored pages. */
export function openTree(
  hash: Hash,
  readPage: (path: string) => Uint8Array | undefined,
): StateTree {
  let recent = new Map<string, LeafNode | BranchNode>();
  const load: LoadPage = (path, expected) => {
    const known = recent.get(path);
    if (known?.hash === expected) return known;
    const bytes = readPage(path);
    if (bytes === undefined) throw new DamagedTree(path, 'the page is missing');
    const top = decodePage(bytes, path);
    if (top.hash !== expected) {
      throw new DamagedTree(path, `its hash is ${top.hash}, not ${expected}`);
    }
    if (recent.size >= recentMax) recent = new Map();
    recent.set(path, top);
    return top;
  };
  return {
    root: hash === zeroHash ? null : { type: 'stub', hash },
    load,
    nodesLoaded: hash === zeroHash ? 0 : 1,
  };
}

/** A tree without entries. */
export const emptyTree: StateTree = openTree(zeroHash, () => undefined);
