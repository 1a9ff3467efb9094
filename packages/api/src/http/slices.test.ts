import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startSlices } from './slices.ts';

it('each turn of the event loop has one slice, however many have work', async () => {
  let turns = 0;
  let going = true;
  const counting = (async () => {
    while (going) {
      await turn();
      turns += 1;
    }
  })();
  const perTurn: number[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const slices = startSlices();
      for (let count = 0; count < 4; count += 1) {
        await slices.next();
        perTurn[turns] = (perTurn[turns] ?? 0) + 1;
      }
    }),
  );
  going = false;
  await counting;
  expect(perTurn.reduce((sum, one) => sum + (one ?? 0), 0)).toBe(32);
  expect(Math.max(...perTurn.filter((one) => one !== undefined))).toBeLessThanOrEqual(2);
});
