import { describe, expect, it } from 'vitest';
import { pageOf } from './page.ts';

describe('a page', () => {
  const nameOf = (item: number): string => `n${item}`;

  it.each([
    [[], 2, [], null],
    [[1], 2, [1], null],
    [[1, 2], 2, [1, 2], null],
    [[1, 2, 3], 2, [1, 2], 'n2'],
  ] as const)('of %j, %i at a time', async (all, limit, items, next) => {
    expect(await pageOf(all, limit, nameOf)).toEqual({ items, next });
  });

  it('reads no further than one beyond', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield read;
      }
    }
    expect((await pageOf(endless(), 3, nameOf)).next).toBe('n3');
    expect(read).toBe(4);
  });
});
