/**
 * Snapshots: the state after a final block, in chunks that each prove themselves. A chunk is one subtree
 * of the authenticated map; the roots of all subtrees give the state root, which a certificate vouches for.
 */

import type { Hash } from '@trellis/crypto';
import { blockHeaderCodec } from './block.ts';
import type { ValueOf } from './codec.ts';
import { byteList, hashCodec, uint8, uint32 } from './codec-basic.ts';
import { container, list } from './codec-composite.ts';
import { commitCertificateCodec } from './commit-certificate.ts';
import { validatorSetCodec } from './genesis.ts';
import { limits } from './limits.ts';
import {
  emptyMapRoot,
  mapKeyHash,
  mapLeafHash,
  mapNodeHash,
  mapValueHash,
  pathBit,
} from './map-proof.ts';
import { stateKeyCodec } from './state-key.ts';

/** What a snapshot is of, and the subtrees that it consists of, from left to right. */
export const snapshotHeadCodec = container({
  header: blockHeaderCodec,
  certificate: commitCertificateCodec,
  /** There are 2^depth chunks. */
  depth: uint8,
  chunks: list(container({ root: hashCodec, entries: uint32 }), 2 ** limits.snapshotDepthMax, 1),
});

/** A block that is followed by other validators, with who they are: leads from the genesis to the snapshot. */
export const snapshotChangeCodec = container({
  header: blockHeaderCodec,
  certificate: commitCertificateCodec,
  validators: validatorSetCodec,
});

const stateEntryCodec = container({
  key: stateKeyCodec,
  value: byteList(limits.stateValueBytesMax),
});

/** The entries of one subtree in the order of their places in the map. */
export const snapshotChunkCodec = list(stateEntryCodec, limits.snapshotChunkEntriesMax);

export type SnapshotHead = ValueOf<typeof snapshotHeadCodec>;
export type SnapshotChange = ValueOf<typeof snapshotChangeCodec>;
export type SnapshotChunk = ValueOf<typeof snapshotChunkCodec>;
export type SnapshotEntry = SnapshotChunk[number];

/** A part of the map: its root, and how many entries are in it. */
export type Subtree = SnapshotHead['chunks'][number];

/** An entry as the map has it. */
export interface SnapshotLeaf {
  readonly keyHash: Hash;
  readonly valueHash: Hash;
  readonly hash: Hash;
}

/** The chunk that an entry with this place belongs to. */
export function chunkIndexOf(keyHash: Hash, depth: number): number {
  return Number.parseInt(keyHash.slice(0, 4), 16) >> (16 - depth);
}

/** The state root that chunks lead to, or `null` if they can't be all parts of one map. */
export function snapshotRoot({
  depth,
  chunks,
}: Pick<SnapshotHead, 'depth' | 'chunks'>): Hash | null {
  if (depth > limits.snapshotDepthMax || chunks.length !== 2 ** depth) return null;
  if (chunks.some(({ root, entries }) => (entries === 0) !== (root === emptyMapRoot))) return null;
  let level: readonly Subtree[] = chunks;
  while (level.length > 1) {
    const above: Subtree[] = [];
    for (let at = 0; at < level.length; at += 2) above.push(join(level[at], level[at + 1]));
    level = above;
  }
  return level[0]?.root ?? null;
}

/** The subtree that a chunk is, with its leaves in the order of the entries, or why it is not the one of this index. */
export function chunkSubtree(
  chunk: SnapshotChunk,
  depth: number,
  index: number,
):
  | { readonly ok: true; readonly subtree: Subtree; readonly leaves: readonly SnapshotLeaf[] }
  | { readonly ok: false; readonly problem: string } {
  const leaves: SnapshotLeaf[] = [];
  for (const { key, value } of chunk) {
    const keyHash = mapKeyHash(key);
    const previous = leaves.at(-1);
    if (previous !== undefined && previous.keyHash >= keyHash) {
      return { ok: false, problem: `the entry ${key} is out of order` };
    }
    if (chunkIndexOf(keyHash, depth) !== index) {
      return { ok: false, problem: `the entry ${key} belongs to another chunk` };
    }
    const valueHash = mapValueHash(value);
    leaves.push({ keyHash, valueHash, hash: mapLeafHash(keyHash, valueHash) });
  }
  return { ok: true, subtree: subtreeOf(leaves, 0, leaves.length, depth), leaves };
}

/** The root of leaves in order that share their first `depth` bits. */
function subtreeOf(
  leaves: readonly SnapshotLeaf[],
  from: number,
  to: number,
  depth: number,
): Subtree {
  const first = leaves[from];
  if (from === to || first === undefined) return { root: emptyMapRoot, entries: 0 };
  if (to - from === 1) return { root: first.hash, entries: 1 };
  let middle = from;
  while (middle < to && !pathBit(leaves[middle]?.keyHash ?? emptyMapRoot, depth)) middle += 1;
  return join(subtreeOf(leaves, from, middle, depth + 1), subtreeOf(leaves, middle, to, depth + 1));
}

const nothing: Subtree = { root: emptyMapRoot, entries: 0 };

/** Two halves: a subtree with a single entry is that entry's leaf. */
function join(left: Subtree = nothing, right: Subtree = nothing): Subtree {
  const entries = left.entries + right.entries;
  if (entries <= 1) return left.entries === 1 ? left : right;
  return { root: mapNodeHash(left.root, right.root), entries };
}
