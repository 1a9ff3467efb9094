/**
 * Pages: the stored form of the state tree. A page holds the top node of a path whose length is a
 * multiple of `pageLevels` and the levels below it, as far as the next pages' tops.
 */
import { type Hash, toHex, writeHex, zeroHash } from '@trellis/crypto';
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
  return pageScratch.slice(0, writeNode(top, 0, 0));
}

const hashBytesCount = 32;

/** A page of branches has 15 of them and 16 nodes below, of which each may be a leaf. */
const pageBytesMax = 2 ** pageLevels - 1 + 2 ** pageLevels * (1 + 2 * hashBytesCount);

/** Filled again by every call, so that only the page itself is allocated. */
const pageScratch = new Uint8Array(pageBytesMax);

/** Writes a node and what is below it in its page; returns where that ends. */
function writeNode(node: TreeNode | null, level: number, offset: number): number {
  if (node === null) {
    pageScratch[offset] = tags.nothing;
    return offset + 1;
  }
  if (node.type === 'leaf') {
    pageScratch[offset] = tags.leaf;
    writeHex(node.keyHash, pageScratch, offset + 1);
    writeHex(node.valueHash, pageScratch, offset + 1 + hashBytesCount);
    return offset + 1 + 2 * hashBytesCount;
  }
  if (level === pageLevels || node.type === 'stub') {
    pageScratch[offset] = tags.nextPage;
    writeHex(node.hash, pageScratch, offset + 1);
    return offset + 1 + hashBytesCount;
  }
  pageScratch[offset] = tags.branch;
  return writeNode(node.right, level + 1, writeNode(node.left, level + 1, offset + 1));
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
