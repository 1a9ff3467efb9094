/**
 * Pruning: block after block in the order of heights, some at a time, each time in one batch with how far it has come.
 * A crash leaves a block whole or pruned. Ranges that were deleted are compacted, since LevelDB gives the space of a
 * deletion back only when it happens to rewrite the table.
 */
import { type Height, nextHeight, toHeight } from '@trellis/protocol';
import type { Batch, Database } from '../level/database-interface.ts';
import { heightRange, type Prefix, prefixes } from '../level/keyspace.ts';
import { type Pruned, readPruned, writePruned } from '../level/pruned.ts';
import { readHeader } from '../level/stored-block.ts';
import { pruneBody, pruneSignatures } from './prune-block.ts';
import { type Retention, windowBegin } from './retention.ts';

/** Of one batch: it is short beside a block. */
const stepBlocksMax = 16;
const stepBytesMax = 512 * 1024;
/** Deleted since the last compaction: about a level of LevelDB. */
const compactBytes = 32 * 1024 * 1024;
const compactBlocks = 20_000n;
/** What is in no order is compacted in so many parts. */
const slices = 32;

interface PruneStep {
  /** Whether there is more to do at once. */
  readonly more: boolean;
  readonly blocks: number;
}

export interface PruneProgress extends Pruned {
  /** Since the start. */
  readonly blocks: number;
  readonly bytes: number;
}

export interface Pruner {
  /** Does a little; nothing at all in the mode `archive`. Throws `DamagedValue`. */
  step(retention: Retention): Promise<PruneStep>;
  progress(): PruneProgress;
}

const zero = toHeight(0n);

/** `head` is the newest final height. */
export function createPruner(database: Database, head: () => Height): Pruner {
  const done = { blocks: 0, bytes: 0 };
  const compaction = createCompaction(database);

  /** The first height of which less may not go. */
  function targetOf(retention: Retention, from: Height): Height {
    const newest = readHeader(database, head());
    if (newest === undefined) return from;
    return windowBegin(retention, from, newest.header, (height) => {
      return readHeader(database, height)?.header.time;
    });
  }

  async function pruneSome(target: Height, isRecent: boolean): Promise<number> {
    const pruned = await database.rewrite((batch) =>
      pruneBlocks(database, batch, { target, isRecent }),
    );
    done.blocks += pruned.blocks;
    done.bytes += pruned.bytes;
    compaction.note(pruned);
    return pruned.blocks;
  }

  return {
    async step(retention) {
      if (retention.mode === 'archive') return { more: false, blocks: 0 };
      const target = targetOf(retention, readPruned(database).witnessesFrom);
      const blocks = await pruneSome(target, retention.mode === 'recent');
      if (await compaction.ofRanges()) return { more: true, blocks };
      if (blocks > 0) return { more: true, blocks };
      return { more: await compaction.ofSlice(), blocks };
    },
    progress: () => ({ ...done, ...readPruned(database) }),
  };
}

interface PrunedBlocks {
  readonly blocks: number;
  readonly bytes: number;
  readonly wereUnordered: boolean;
}

/** One batch. */
async function pruneBlocks(
  database: Database,
  batch: Batch,
  { target, isRecent }: { readonly target: Height; readonly isRecent: boolean },
): Promise<PrunedBlocks> {
  let { witnessesFrom, blocksFrom } = readPruned(database);
  let [blocks, bytes] = [0, 0];
  let wereUnordered = false;
  const isOpen = (): boolean => blocks < stepBlocksMax && bytes < stepBytesMax;
  while (isRecent && isOpen() && blocksFrom < witnessesFrom) {
    bytes += pruneBody(database, batch, blocksFrom).bytes;
    blocksFrom = nextHeight(blocksFrom);
    blocks += 1;
  }
  while (isOpen() && witnessesFrom < target) {
    const one = pruneSignatures(database, batch, witnessesFrom);
    if (one === undefined) break;
    bytes += one.bytes;
    wereUnordered ||= one.wasUnordered;
    witnessesFrom = nextHeight(witnessesFrom);
    blocks += 1;
  }
  if (blocks > 0) {
    writePruned(batch, { witnessesFrom, blocksFrom });
    await batch.write();
  }
  return { blocks, bytes, wereUnordered };
}

/** Giving back what was deleted. */
function createCompaction(database: Database) {
  let { blocksFrom: from } = readPruned(database);
  let bytes = 0;
  let slice = slices;
  return {
    note(pruned: PrunedBlocks): void {
      bytes += pruned.bytes;
      if (pruned.wereUnordered) slice = 0;
    },
    /** What was deleted in order is dropped table by table, when there is enough of it. */
    async ofRanges(): Promise<boolean> {
      const { witnessesFrom, blocksFrom } = readPruned(database);
      // What was fetched back since then is pruned again.
      if (blocksFrom < from) from = blocksFrom;
      if (bytes < compactBytes && witnessesFrom - from < compactBlocks) return false;
      const ranges: readonly (readonly [Prefix, Height, Height])[] = [
        ['bodyAt', zero, witnessesFrom],
        ['witnessesAt', zero, witnessesFrom],
        ['header', from, witnessesFrom],
        ['receipts', from, witnessesFrom],
        ['thinBody', zero, blocksFrom],
      ];
      for (const [prefix, first, end] of ranges) {
        if (first < end) await database.compact(heightRange(prefix, first, end));
      }
      from = witnessesFrom;
      bytes = 0;
      return true;
    },
    /** What was in no order is rewritten, one slice after another; whether there was one left. */
    async ofSlice(): Promise<boolean> {
      if (slice >= slices) return false;
      for (const prefix of ['witnesses', 'body'] as const) {
        await database.compact(sliceOf(prefix, slice));
      }
      slice += 1;
      return true;
    },
  };
}

/** One of the equal parts of all ids. */
function sliceOf(prefix: Prefix, slice: number): { gte: Uint8Array; lt: Uint8Array } {
  const step = 256 / slices;
  const gte = Uint8Array.of(prefixes[prefix], slice * step);
  const isLast = slice === slices - 1;
  return {
    gte,
    lt: isLast
      ? Uint8Array.of(prefixes[prefix] + 1)
      : Uint8Array.of(prefixes[prefix], (slice + 1) * step),
  };
}
