/** How the state tree is kept up to date: all changes of a block in one pass, every touched node hashed once. */
import { type Hash, zeroHash } from '@trellis/crypto';
import { pathBit } from '@trellis/protocol';
import {
  type BranchNode,
  branchNode,
  countNodes,
  type LeafNode,
  type LoadPage,
  leafNode,
  pageLevels,
  type StateTree,
  type StubNode,
  type TreeNode,
} from './state-tree.ts';

/** A key's new value hash, or `null` to remove it. */
export type TreeChange = readonly [keyHash: Hash, valueHash: Hash | null];

/** Pages that a version has and the one before it has not, or has with other content. */
export interface TreeUpdate {
  readonly tree: StateTree;
  /** The top node of each new page by its path; encoded by `encodePage` when it is stored. */
  readonly written: ReadonlyMap<string, LeafNode | BranchNode>;
  readonly removed: readonly string[];
}

/** An update in progress. Parts of the changes are given by their bounds in `sorted`: `from` to `to`, without `to`. */
interface Pass {
  /** Changes by their keys. */
  readonly sorted: readonly TreeChange[];
  readonly load: LoadPage;
  readonly written: Map<string, LeafNode | BranchNode>;
  readonly removed: string[];
  nodesLoaded: number;
}

/** Applies changes of distinct keys, in any order. The given tree stays as it is. */
export function updateTree(tree: StateTree, changes: Iterable<TreeChange>): TreeUpdate {
  const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1));
  const { load, nodesLoaded } = tree;
  const pass: Pass = { sorted, load, written: new Map(), removed: [], nodesLoaded };
  const root = update(pass, tree.root, '', 0, sorted.length);
  const { written, removed } = pass;
  return { tree: { ...tree, root, nodesLoaded: pass.nodesLoaded }, written, removed };
}

function update(
  pass: Pass,
  old: TreeNode | null,
  path: string,
  from: number,
  to: number,
): TreeNode | null {
  if (from === to) return old;
  const node = old?.type === 'stub' ? load(pass, old, path) : old;
  const result =
    node?.type === 'branch'
      ? updateBranch(pass, node, path, from, to)
      : rebuild(pass, node, path, from, to);
  notePage(pass, path, node, result);
  return result;
}

function load(pass: Pass, stub: StubNode, path: string): LeafNode | BranchNode {
  const top = pass.load(path, stub.hash);
  pass.nodesLoaded += countNodes(top) - 1;
  return top;
}

function updateBranch(
  pass: Pass,
  node: BranchNode,
  path: string,
  from: number,
  to: number,
): TreeNode | null {
  const middle = splitAt(pass.sorted, from, to, path.length);
  const left = update(pass, node.left, `${path}0`, from, middle);
  const right = update(pass, node.right, `${path}1`, middle, to);
  if (left === node.left && right === node.right) return node;
  pass.nodesLoaded -= 1;
  return join(pass, left, right);
}

/** Below a leaf or nothing there is nothing to keep: the subtree is made from its entries. */
function rebuild(
  pass: Pass,
  leaf: LeafNode | null,
  path: string,
  from: number,
  to: number,
): TreeNode | null {
  const entries: LeafNode[] = [];
  if (leaf !== null) pass.nodesLoaded -= 1;
  for (const [keyHash, valueHash] of pass.sorted.slice(from, to)) {
    if (valueHash === null) continue;
    const same = leaf !== null && leaf.keyHash === keyHash && leaf.valueHash === valueHash;
    entries.push(same ? leaf : leafNode(keyHash, valueHash));
  }
  if (leaf !== null && !isChanged(pass.sorted, leaf.keyHash, from, to)) {
    const position = entries.findIndex(({ keyHash }) => keyHash > leaf.keyHash);
    entries.splice(position === -1 ? entries.length : position, 0, leaf);
  }
  pass.nodesLoaded += entries.length;
  return build(pass, entries, 0, entries.length, path);
}

function isChanged(sorted: readonly TreeChange[], key: Hash, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (sorted[index]?.[0] === key) return true;
  return false;
}

/** The subtree of these leaves, sorted by key, all below `path`. */
function build(
  pass: Pass,
  leaves: readonly LeafNode[],
  from: number,
  to: number,
  path: string,
): TreeNode | null {
  if (to - from <= 1) return leaves[from] !== undefined && from < to ? leaves[from] : null;
  let middle = from;
  while (middle < to && !pathBit(leaves[middle]?.keyHash ?? zeroHash, path.length)) middle += 1;
  const left = buildChild(pass, leaves, from, middle, `${path}0`);
  const right = buildChild(pass, leaves, middle, to, `${path}1`);
  return join(pass, left, right);
}

function buildChild(
  pass: Pass,
  leaves: readonly LeafNode[],
  from: number,
  to: number,
  path: string,
): TreeNode | null {
  const child = build(pass, leaves, from, to, path);
  notePage(pass, path, null, child);
  return child;
}

function join(pass: Pass, left: TreeNode | null, right: TreeNode | null): TreeNode | null {
  // A subtree with a single entry is that entry's leaf. A stub is a branch, so it has more.
  if (left === null && (right === null || right.type === 'leaf')) return right;
  if (right === null && left?.type === 'leaf') return left;
  pass.nodesLoaded += 1;
  return branchNode(left, right);
}

/** The first change whose key leads right at this depth. */
function splitAt(sorted: readonly TreeChange[], from: number, to: number, depth: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pathBit(sorted[middle]?.[0] ?? zeroHash, depth)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function notePage(pass: Pass, path: string, old: TreeNode | null, now: TreeNode | null): void {
  if (path.length % pageLevels !== 0 || old === now) return;
  if (isPage(path, now)) pass.written.set(path, now);
  else if (isPage(path, old)) pass.removed.push(path);
}

/** Whether this node is stored as the top of a page; a lone leaf is part of the page above, if there is one. */
function isPage(path: string, node: TreeNode | null): node is LeafNode | BranchNode {
  return node?.type === 'branch' || (path === '' && node?.type === 'leaf');
}
