import type { Height } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { Note } from './faults.ts';
import { createUnfinishedBlocks } from './unfinished-blocks.ts';

/** A block whose checks end when the test says so. */
function blockOf(height: number) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return {
    checks: promise,
    succeed: resolve,
    fail: () => reject(new Error(`block ${height}`)),
    execute: async (note: Note) => {
      note(BigInt(height) as Height, 'found at once');
      promise.then(
        () => note(BigInt(height) as Height, 'found later'),
        () => undefined,
      );
      return { checks: promise };
    },
  };
}

function begin(aheadMax: number) {
  const told: string[] = [];
  const unfinished = createUnfinishedBlocks(
    (height, what) => told.push(`${height}: ${what}`),
    aheadMax,
  );
  return { told, unfinished, blocks: [1, 2, 3, 4].map(blockOf) as [Block, Block, Block, Block] };
}
type Block = ReturnType<typeof blockOf>;

describe('blocks of which a part is still checked', () => {
  it('are told of in their order, whichever is checked first', async () => {
    const { told, unfinished, blocks } = begin(4);
    for (const { execute } of blocks) await unfinished.add(execute);
    for (const { succeed } of blocks.toReversed()) succeed();
    await unfinished.finish();
    const expected = [1, 2, 3, 4].flatMap((at) => [`${at}: found at once`, `${at}: found later`]);
    expect(told).toEqual(expected);
  });

  it('are no more than may be ahead', async () => {
    const { unfinished, blocks } = begin(1);
    const [first, second, third] = blocks;
    await unfinished.add(first.execute);
    let executed = false;
    const added = unfinished.add(second.execute).then(() => {
      executed = true;
    });
    await new Promise(setImmediate);
    expect(executed).toBe(false);
    first.succeed();
    await added;
    second.succeed();
    await unfinished.add(third.execute);
    third.succeed();
    await unfinished.finish();
  });

  it('end with the first that fails, and of those after it nothing is told', async () => {
    const { told, unfinished, blocks } = begin(4);
    for (const { execute } of blocks) await unfinished.add(execute);
    const [first, second, third, fourth] = blocks;
    fourth.fail();
    third.fail();
    second.fail();
    first.succeed();
    await expect(unfinished.finish()).rejects.toThrow('block 2');
    expect(told).toEqual(['1: found at once', '1: found later', '2: found at once']);
  });

  it('come before what the next one throws when it is executed', async () => {
    const { told, unfinished, blocks } = begin(4);
    const [first, second, third] = blocks;
    await unfinished.add(first.execute);
    await unfinished.add(second.execute);
    const broken = async (note: Note): Promise<{ checks: Promise<void> }> => {
      await third.execute(note);
      throw new Error('block 3');
    };
    const added = unfinished.add(broken);
    first.succeed();
    second.fail();
    await expect(added).rejects.toThrow('block 2');
    expect(told).not.toContain('3: found at once');
  });
});
