import { expect, it } from 'vitest';
import { createSlots } from './slots.ts';
import { createRandom } from './testing/random.ts';

it('gives each slot once, then the one used longest ago', () => {
  const slots = createSlots(3);
  expect([slots.take(), slots.take(), slots.take()]).toEqual([
    { slot: 0, wasFilled: false },
    { slot: 1, wasFilled: false },
    { slot: 2, wasFilled: false },
  ]);
  slots.touch(0);
  slots.touch(2);
  slots.touch(0);
  expect([slots.take(), slots.take(), slots.take(), slots.take()].map(({ slot }) => slot)).toEqual([
    1, 2, 0, 1,
  ]);
});

it('has one slot to give if it has one', () => {
  const slots = createSlots(1);
  expect(slots.take()).toEqual({ slot: 0, wasFilled: false });
  slots.touch(0);
  expect(slots.take()).toEqual({ slot: 0, wasFilled: true });
});

it('agrees with a list that is searched', () => {
  for (const count of [1, 2, 3, 8]) {
    const random = createRandom(count);
    const slots = createSlots(count);
    let order: number[] = [];
    for (let step = 0; step < 2_000; step += 1) {
      const known = order[random(count + 1)];
      if (known !== undefined) {
        slots.touch(known);
        order = [...order.filter((slot) => slot !== known), known];
        continue;
      }
      const { slot, wasFilled } = slots.take();
      expect(wasFilled).toBe(order.length === count);
      expect(slot).toBe(wasFilled ? order[0] : order.length);
      order = [...order.filter((other) => other !== slot), slot];
    }
  }
});
