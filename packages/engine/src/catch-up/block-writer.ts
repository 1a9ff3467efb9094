/**
 * Gathers blocks that are executed, and writes many in one batch: accounts and tree pages that several of
 * them change are written once.
 */

import type { Height } from '@trellis/protocol';
import { limits } from '@trellis/protocol';
import type { ExecutedBlock } from '../chain/chain.ts';
import type { Clock } from '../ports/clock.ts';

/** What is executed and waits for the disk. */
const unwrittenBlocksMax = 128;
const unwrittenBytesMax = 2 * limits.blockBytesMax;

/** A batch is due when it is so large, or when this long has passed since the last one was written. */
const gatheredBytes = limits.blockBytesMax;
const gatheredMs = 500;

export interface BlockWriter {
  /** Takes the next block, of so many bytes. */
  add(block: ExecutedBlock, bytes: number): void;
  hasRoom(): boolean;
  /** Writes everything that is gathered in one batch, unless one is being written; meanwhile the next one gathers. */
  write(): void;
  writeIfDue(): void;
  /** Whether anything is not on disk yet. */
  isPending(): boolean;
}

export function createBlockWriter(parts: {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly commit: (blocks: readonly ExecutedBlock[]) => Promise<void>;
  /** Everything up to here is on disk. */
  readonly onWritten: (height: Height) => void;
}): BlockWriter {
  const { clock, commit, onWritten } = parts;
  let gathered: ExecutedBlock[] = [];
  let bytes = 0;
  let writing = false;
  let writtenAt = Number.NEGATIVE_INFINITY;

  function write(): void {
    const newest = gathered.at(-1);
    if (writing || newest === undefined) return;
    const batch = gathered;
    gathered = [];
    bytes = 0;
    writing = true;
    writtenAt = clock.elapsed();
    commit(batch).then(
      () => {
        writing = false;
        onWritten(newest.final.header.height);
      },
      // Whoever failed to write has stopped the node.
      () => undefined,
    );
  }

  return {
    add(block, blockBytes) {
      gathered.push(block);
      bytes += blockBytes;
    },
    hasRoom: () => gathered.length < unwrittenBlocksMax && bytes < unwrittenBytesMax,
    write,
    writeIfDue() {
      if (bytes >= gatheredBytes || clock.elapsed() - writtenAt >= gatheredMs) write();
    },
    isPending: () => writing || gathered.length > 0,
  };
}
