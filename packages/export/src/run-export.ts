/** From one block to the next: read with proofs, written with the position behind it. */
import { setTimeout as pause } from 'node:timers/promises';
import { getBlock, getHead, type LightClient, ProofError, Unreachable } from '@trellis/client';
import { type Genesis, genesisHash, nextHeight, toHeight } from '@trellis/protocol';
import { blockRows, genesisRows } from './block-rows.ts';
import type { Position } from './position.ts';
import { readWholeBlock } from './read-whole-block.ts';
import { joinRows, noRows, type Rows } from './rows.ts';
import type { ExportTarget } from './target.ts';

export interface ExportOptions {
  readonly light: LightClient;
  /** That of the chain that the light client trusts. */
  readonly genesis: Genesis;
  readonly target: ExportTarget;
  /** Up to this block, or the newest; later ones too if `follow` says so. */
  readonly upTo?: bigint;
  /** Continues until the signal is aborted, and looks for new blocks this often. */
  readonly follow?: { readonly everyMs: number };
  /** Ends the export behind the rows that are being written. */
  readonly signal: AbortSignal;
  /** Most blocks that are written together. */
  readonly blocksMax: number;
  readonly onWritten: (position: Position) => void;
}

/** So many rows are kept in memory at most, but for those of one block. */
const rowsMax = 20_000;

/**
 * Writes blocks from where the target is until the end, and gives the last position. Throws `ExportError`, `ProofError`,
 * `ApiProblem`, and `Unreachable`; while it follows, it waits for a node that is away.
 */
export async function runExport(options: ExportOptions): Promise<Position> {
  const { light, genesis, target, follow, signal, upTo } = options;
  let position = await target.position(genesisHash(genesis));
  for (let began = false; ; ) {
    try {
      position ??= await begin(options);
      const { header } = await getHead(light);
      const end = upTo ?? header.height;
      began = true;
      while (position.height < end && !signal.aborted) {
        position = await writeSome(options, position, end);
      }
    } catch (error) {
      if (position === null || follow === undefined || !began || !(error instanceof Unreachable))
        throw error;
    }
    if (follow === undefined || signal.aborted) return position;
    await pause(follow.everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The genesis is in front of block 1, which names its header. */
async function begin({ light, genesis, target, onWritten }: ExportOptions): Promise<Position> {
  const { header } = await getBlock(light, nextHeight(toHeight(0n)));
  const { rows, position } = genesisRows(genesis, header.previousBlockId);
  await target.append(null, rows, position);
  onWritten(position);
  return position;
}

async function writeSome(
  { light, target, signal, blocksMax, onWritten }: ExportOptions,
  from: Position,
  end: bigint,
): Promise<Position> {
  let rows: Rows = noRows;
  let to = from;
  const isFull = (): boolean =>
    rows.blocks.length >= blocksMax || rows.transactions.length + rows.movements.length >= rowsMax;
  while (to.height < end && !isFull() && !signal.aborted) {
    const block = await readWholeBlock(light, to.height + 1n);
    if (block.header.previousBlockId !== to.blockId) {
      throw new ProofError(
        'wrong_block',
        `block ${block.header.height} does not follow ${to.blockId}, which was exported`,
      );
    }
    const next = blockRows(to, block);
    rows = joinRows(rows, next.rows);
    to = next.position;
  }
  if (to === from) return from;
  await target.append(from, rows, to);
  onWritten(to);
  return to;
}
