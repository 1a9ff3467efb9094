/**
 * The authenticated map as an immutable tree in memory, loaded from its stored pages as far as it is
 * needed. `@trellis/protocol`'s map-proof.ts defines its hashes; this is how they are kept up to date:
 * all changes of a block in one pass, every touched node hashed once.
 */
import { type Hash, zeroHash } from '@trellis/crypto';
import { type MapProof, mapLeafHash, mapNodeHash, pathBit } from '@trellis/protocol';

export type TreeNode = LeafNode | BranchNode | StubNode;

export interface LeafNode {
  readonly type: 'leaf';
  readonly hash: Hash;
  readonly keyHash: Hash;
  readonly valueHash: Hash;
}

export interface BranchNode {
  readonly type: 'branch';
  readonly hash: Hash;
  readonly left: TreeNode | null;
  readonly right: TreeNode | null;
}

/** A node that is stored and not loaded. Only at the top of a page, and (but for the root) a branch. */
export interface StubNode {
  readonly type: 'stub';
  readonly hash: Hash;
}

/** Loads the node at the top of the page with this path, and checks that it has this hash. */
export type LoadPage = (path: string, hash: Hash) => LeafNode | BranchNode;

/** A version of the tree. Old versions stay usable until the pages of a newer one are stored. */
export interface StateTree {
  readonly root: TreeNode | null;
  readonly load: LoadPage;
  /** Nodes in memory, stubs included. */
  readonly nodesLoaded: number;
}

/** Levels of the tree in one stored page. */
export const pageLevels = 4;

/** Pages that a version has and the one before it has not, or has with other content. */
export interface TreeUpdate {
  readonly tree: StateTree;
  /** The top node of each new page by its path; encoded by `encodePage` when it is stored. */
  readonly written: ReadonlyMap<string, LeafNode | BranchNode>;
  readonly removed: readonly string[];
}

/** What a header names as its state root. */
export function rootHash({ root }: StateTree): Hash {
  return root?.hash ?? zeroHash;
}

/** The only entry of a subtree, wherever that begins. */
export function leafNode(keyHash: Hash, valueHash: Hash): LeafNode {
  return { type: 'leaf', hash: mapLeafHash(keyHash, valueHash), keyHash, valueHash };
}

/** Two subtrees, of which one may be empty; never a branch over a single leaf. */
export function branchNode(left: TreeNode | null, right: TreeNode | null): BranchNode {
  const hash = mapNodeHash(left?.hash ?? zeroHash, right?.hash ?? zeroHash);
  return { type: 'branch', hash, left, right };
}

/** A key's new value hash, or `null` to remove it. */
export type TreeChange = readonly [keyHash: Hash, valueHash: Hash | null];

/** Applies changes of distinct keys, in any order. The given tree stays as it is. */
export function updateTree(tree: StateTree, changes: Iterable<TreeChange>): TreeUpdate {
  const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1));
  const written = new Map<string, LeafNode | BranchNode>();
  const removed: string[] = [];
  let nodesLoaded = tree.nodesLoaded;

  function update(
    old: TreeNode | null,
    path: string,
    from: number,
    to: number,
  ): LeafNode | BranchNode | StubNode | null {
    if (from === to) return old;
    const node = old?.type === 'stub' ? load(old, path) : old;
    const result =
      node?.type === 'branch' ? updateBranch(node, path, from, to) : rebuild(node, path, from, to);
    notePage(path, node, result);
    return result;
  }

  function load(stub: StubNode, path: string): LeafNode | BranchNode {
    const top = tree.load(path, stub.hash);
    nodesLoaded += countNodes(top) - 1;
    return top;
  }

  function updateBranch(node: BranchNode, path: string, from: number, to: number): TreeNode | null {
    const middle = splitAt(from, to, path.length);
    const left = update(node.left, `${path}0`, from, middle);
    const right = update(node.right, `${path}1`, middle, to);
    if (left === node.left && right === node.right) return node;
    nodesLoaded -= 1;
    return join(left, right);
  }

  /** Below a leaf or nothing there is nothing to keep: the subtree is made from its entries. */
  function rebuild(
    leaf: LeafNode | StubNode | null,
    path: string,
    from: number,
    to: number,
  ): TreeNode | null {
    const entries: LeafNode[] = [];
    if (leaf !== null) nodesLoaded -= 1;
    for (const [keyHash, valueHash] of sorted.slice(from, to)) {
      if (valueHash === null) continue;
      const same =
        leaf?.type === 'leaf' && leaf.keyHash === keyHash && leaf.valueHash === valueHash;
      entries.push(same ? leaf : leafNode(keyHash, valueHash));
    }
    if (leaf?.type === 'leaf' && !isChanged(leaf.keyHash, from, to)) {
      const position = entries.findIndex(({ keyHash }) => keyHash > leaf.keyHash);
      entries.splice(position === -1 ? entries.length : position, 0, leaf);
    }
    nodesLoaded += entries.length;
    return build(entries, 0, entries.length, path);
  }

  function isChanged(key: Hash, from: number, to: number): boolean {
    for (let index = from; index < to; index++) if (sorted[index]?.[0] === key) return true;
    return false;
  }

  /** The subtree of these leaves, sorted by key, all below `path`. */
  function build(
    leaves: readonly LeafNode[],
    from: number,
    to: number,
    path: string,
  ): TreeNode | null {
    if (to - from <= 1) return leaves[from] !== undefined && from < to ? leaves[from] : null;
    let middle = from;
    while (middle < to && !pathBit(leaves[middle]?.keyHash ?? zeroHash, path.length)) middle += 1;
    const left = buildChild(leaves, from, middle, `${path}0`);
    const right = buildChild(leaves, middle, to, `${path}1`);
    return join(left, right);
  }

  function buildChild(
    leaves: readonly LeafNode[],
    from: number,
    to: number,
    path: string,
  ): TreeNode | null {
    const child = build(leaves, from, to, path);
    notePage(path, null, child);
    return child;
  }

  function join(left: TreeNode | null, right: TreeNode | null): TreeNode | null {
    // A subtree with a single entry is that entry's leaf. A stub is a branch, so it has more.
    if (left === null && (right === null || right.type === 'leaf')) return right;
    if (right === null && left?.type === 'leaf') return left;
    nodesLoaded += 1;
    return branchNode(left, right);
  }

  /** The first change whose key leads right at this depth. */
  function splitAt(from: number, to: number, depth: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pathBit(sorted[middle]?.[0] ?? zeroHash, depth)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function notePage(path: string, old: TreeNode | null, now: TreeNode | null): void {
    if (path.length % pageLevels !== 0 || old === now) return;
    const hadPage = isPage(path, old);
    if (isPage(path, now)) written.set(path, now);
    else if (hadPage) removed.push(path);
  }

  const root = update(tree.root, '', 0, sorted.length);
  return { tree: { ...tree, root, nodesLoaded }, written, removed };
}

/** Whether this node is stored as the top of a page; a lone leaf is part of the page above, if there is one. */
function isPage(path: string, node: TreeNode | null): node is LeafNode | BranchNode {
  return node?.type === 'branch' || (path === '' && node?.type === 'leaf');
}

/** The proof of a key's value, or of its absence; see `verifyMapEntry`. */
export function proveKey(tree: StateTree, keyHash: Hash): MapProof {
  const siblings: Hash[] = [];
  let path = '';
  let node = tree.root;
  for (;;) {
    if (node?.type === 'stub') node = tree.load(path, node.hash);
    if (node?.type !== 'branch') break;
    const right = pathBit(keyHash, path.length);
    siblings.push((right ? node.left : node.right)?.hash ?? zeroHash);
    path += right ? '1' : '0';
    node = right ? node.right : node.left;
  }
  const leaf = node === null ? null : { keyHash: node.keyHash, valueHash: node.valueHash };
  return { siblings, leaf };
}

/** Levels from the root that a trim keeps loaded: at most 2^9 - 1 nodes, which every block touches. */
const levelsKept = 8;

/** An equal tree that has forgotten its deeper nodes, if more than `nodesMax` are in memory. */
export function trimTree(tree: StateTree, nodesMax: number): StateTree {
  if (tree.nodesLoaded <= nodesMax) return tree;
  const trim = (node: TreeNode | null, depth: number): TreeNode | null => {
    if (node?.type !== 'branch') return node;
    if (depth === levelsKept) return { type: 'stub', hash: node.hash };
    const { hash, left, right } = node;
    return { type: 'branch', hash, left: trim(left, depth + 1), right: trim(right, depth + 1) };
  };
  const root = trim(tree.root, 0);
  return { ...tree, root, nodesLoaded: countNodes(root) };
}

function countNodes(node: TreeNode | null): number {
  if (node === null) return 0;
  return node.type === 'branch' ? 1 + countNodes(node.left) + countNodes(node.right) : 1;
}
