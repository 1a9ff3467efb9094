/** A snapshot that this node offers to those that join; it was checked when it was made. */
import type { SnapshotChange, SnapshotHead } from '@trellis/protocol';

export interface SnapshotSource {
  readonly head: SnapshotHead;
  readonly changes: readonly SnapshotChange[];
  /** The encoding of a chunk, which whoever gets it checks. */
  readChunk(index: number): Promise<Uint8Array>;
}
