import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DrawnBlock, sampleBlocks } from './sample-blocks.ts';

/** A chain by the times between its blocks. */
function chainOf(gaps: readonly number[]): readonly DrawnBlock[] {
  let time = 1_000;
  return gaps.map((gap, index) => {
    time += gap;
    return { height: BigInt(index + 1), time, transactions: index };
  });
}

it('covers the span, in order, with few reads, whatever the node has pruned', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 2, max: 40 }),
      fc.nat({ max: 400 }),
      async (gaps, spanMs, most, pruned) => {
        const chain = chainOf(gaps);
        const newest = chain.at(-1);
        if (newest === undefined) return;
        let reads = 0;
        const read = async (height: bigint) => {
          reads += 1;
          return height <= BigInt(pruned) ? undefined : chain[Number(height) - 1];
        };
        const samples = await sampleBlocks(read, newest, { spanMs, most });
        expect(samples.length).toBeLessThan(most);
        expect(reads).toBeLessThan(most + 10);
        const since = chain.filter(
          ({ time, height }) => time >= newest.time - spanMs && height > BigInt(pruned),
        );
        // One is needed to measure from.
        expect(samples.length > 0).toBe(since.length > 1);
        for (const { height, intervalMs } of samples) {
          expect(since.some((one) => one.height === height)).toBe(true);
          expect(intervalMs).toBeGreaterThan(0);
        }
        if (since.length > 1) expect(samples.at(-1)?.height).toBe(newest.height);
        const covered = samples.map(({ height }) => Number(height));
        expect(covered).toEqual([...covered].sort((a, b) => a - b));
      },
    ),
  );
});
