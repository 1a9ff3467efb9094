/** How long blocks took to become final, as this page heard of it. */
import type { LiveBlock } from './live.ts';

/**
 * From the time in the header, by the proposer's clock, until this page heard that the block is final: of the blocks that
 * it heard of as they became so. `clockAheadMs` is how far the node's clock is ahead of this device's.
 */
export function finalityMs(
  blocks: readonly Pick<LiveBlock, 'block' | 'heardAt'>[],
  clockAheadMs: number,
): readonly number[] {
  return blocks.flatMap(({ block, heardAt }) =>
    heardAt === undefined ? [] : [Math.max(0, heardAt + clockAheadMs - Number(block.header.time))],
  );
}

/** The least of the values that so large a share of them does not exceed (nearest rank); of none, 0. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
