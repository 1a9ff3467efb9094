/** Blocks spread evenly over a time: enough to draw it, however many there were. */

/** What is drawn of a block. */
export interface DrawnBlock {
  readonly height: bigint;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly transactions: number;
}

export interface Sample extends DrawnBlock {
  /** On average since the sample before. */
  readonly intervalMs: number;
}

/** `undefined`: the node does not have the block any more. */
type ReadBlock<B> = (height: bigint) => Promise<B | undefined>;

/**
 * At most `most` blocks of the last `spanMs` before the newest, in their order, with the newest last. Reads few more than it
 * gives: times of blocks only grow, so that the first one is found by halving.
 */
export async function sampleBlocks<B extends DrawnBlock>(
  read: ReadBlock<B>,
  newest: B,
  { spanMs, most }: { readonly spanMs: number; readonly most: number },
): Promise<readonly (B & Sample)[]> {
  const first = await firstSince(read, newest, newest.time - spanMs);
  const span = newest.height - first;
  const steps = span < BigInt(most - 1) ? Number(span) : most - 1;
  const blocks: B[] = [];
  for (let step = 0; step < steps; step++) {
    const block = await read(first + (span * BigInt(step)) / BigInt(steps));
    if (block !== undefined) blocks.push(block);
  }
  blocks.push(newest);
  return blocks.flatMap((block, index) => {
    const before = blocks[index - 1];
    if (before === undefined || before.height === block.height) return [];
    const intervalMs = (block.time - before.time) / Number(block.height - before.height);
    return [{ ...block, intervalMs }];
  });
}

/** The height of the first block since a time that the node still has; the genesis block, without a certificate, is none. */
async function firstSince(
  read: ReadBlock<DrawnBlock>,
  newest: DrawnBlock,
  since: number,
): Promise<bigint> {
  let [low, high] = [1n, newest.height];
  while (low < high) {
    const middle = (low + high) / 2n;
    const block = await read(middle);
    if (block === undefined || block.time < since) low = middle + 1n;
    else high = middle;
  }
  return low;
}
