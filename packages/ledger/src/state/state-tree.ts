/**
 * The authenticated map as an immutable tree in memory, loaded from its stored pages as far as it is
 * needed. `@trellis/protocol`'s map-proof.ts defines its hashes; `update-tree.ts` keeps them up to date.
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

/** The proof of a key's value, or of its absence; see `verifyMapEntry`. */
export function proveKey(tree: StateTree, keyHash: Hash): MapProof {
  const siblings: Hash[] = [];
  const node = leafTowards(tree, keyHash, (sibling) => siblings.push(sibling?.hash ?? zeroHash));
  const leaf = node === null ? null : { keyHash: node.keyHash, valueHash: node.valueHash };
  return { siblings, leaf };
}

/** The hash of a key's value, or `null` if the tree says that it has none. Throws as `load` does. */
export function valueHashAt(tree: StateTree, keyHash: Hash): Hash | null {
  const node = leafTowards(tree, keyHash, () => undefined);
  return node?.keyHash === keyHash ? node.valueHash : null;
}

/** The leaf at the end of a key's path, which may be another key's, or `null` if the path ends without one. */
function leafTowards(
  tree: StateTree,
  keyHash: Hash,
  passed: (sibling: TreeNode | null) => void,
): LeafNode | null {
  let path = '';
  let node = tree.root;
  for (;;) {
    if (node?.type === 'stub') node = tree.load(path, node.hash);
    if (node?.type !== 'branch') return node;
    const right = pathBit(keyHash, path.length);
    passed(right ? node.left : node.right);
    path += right ? '1' : '0';
    node = right ? node.right : node.left;
  }
}

/** The hash of the node at the end of a path, or `null` if the tree ends before. Throws as `load` does. */
export function nodeHashAt(tree: StateTree, path: string): Hash | null {
  let node = tree.root;
  for (let depth = 0; depth < path.length; depth++) {
    if (node?.type === 'stub') node = tree.load(path.slice(0, depth), node.hash);
    if (node?.type !== 'branch') return null;
    node = path[depth] === '1' ? node.right : node.left;
  }
  return node?.hash ?? null;
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

/** Nodes in memory, stubs included. */
export function countNodes(node: TreeNode | null): number {
  if (node === null) return 0;
  return node.type === 'branch' ? 1 + countNodes(node.left) + countNodes(node.right) : 1;
}
