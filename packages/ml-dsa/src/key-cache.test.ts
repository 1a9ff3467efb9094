import { expect, it } from 'vitest';
import type { Instance } from './instance.ts';
import { createKeyCache } from './key-cache.ts';

/** Slots that hold keys of one byte, all of which share one number. */
function sameNumberForAll(): Pick<Instance, 'takeKey' | 'hashKey' | 'isIn' | 'expandInto'> & {
  readonly slots: Map<number, number>;
} {
  const slots = new Map<number, number>();
  let taken = 0;
  return {
    slots,
    takeKey(publicKey) {
      taken = publicKey[0] ?? 0;
    },
    hashKey: () => 1,
    isIn: (slot) => slots.get(slot) === taken,
    expandInto(slot) {
      slots.set(slot, taken);
    },
  };
}

it('never takes one key for another that has the same number', () => {
  const instance = sameNumberForAll();
  const cache = createKeyCache(instance, 3);
  for (const key of [1, 2, 1, 1, 3, 2, 4, 1, 4, 4]) {
    const place = cache.locate(Uint8Array.of(key));
    expect(instance.slots.get(place.slot)).toBe(key);
    expect(cache.isStillAt(place)).toBe(true);
  }
  // Only the last one is found again.
  expect(cache.statistics()).toMatchObject({ misses: 8, evictions: 5, keys: 3 });
});

it('knows when a place was filled again', () => {
  const cache = createKeyCache({ ...sameNumberForAll(), isIn: () => false }, 2);
  const first = cache.locate(Uint8Array.of(1));
  const second = cache.locate(Uint8Array.of(2));
  expect([cache.isStillAt(first), cache.isStillAt(second)]).toEqual([true, true]);
  cache.locate(Uint8Array.of(3));
  expect([cache.isStillAt(first), cache.isStillAt(second)]).toEqual([false, true]);
});
