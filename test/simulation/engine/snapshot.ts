/** A snapshot in memory, in place of the folder that a node keeps it in. */
import type { SnapshotFolder, SnapshotWriter } from '@trellis/storage';

export interface MemorySnapshot {
  readonly writer: SnapshotWriter;
  /** What was written, once it is complete. */
  opened(): SnapshotFolder | null;
}

export function createMemorySnapshot(): MemorySnapshot {
  const chunks = new Map<number, Uint8Array>();
  let complete: SnapshotFolder | null = null;
  return {
    writer: {
      async writeChunk(index, bytes) {
        chunks.set(index, bytes);
      },
      async finish(head, changes) {
        const readChunk = async (index: number): Promise<Uint8Array> => {
          const bytes = chunks.get(index);
          if (bytes === undefined) throw new RangeError(`there is no chunk ${index}`);
          return bytes;
        };
        complete = { path: 'in memory', head, changes, readChunk };
      },
      async discard() {
        chunks.clear();
      },
    },
    opened: () => complete,
  };
}
