/**
 * The simulator's only source of chance: xoshiro128** (Blackman and Vigna, "Scrambled Linear
 * Pseudorandom Number Generators", 2018), its state filled by splitmix32 as its authors advise.
 */
export interface Random {
  /** A whole number in 0..bound-1. */
  below(bound: number): number;
  /** A whole number in low..high. */
  between(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items. Throws a `RangeError` when there are none. */
  pick<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let mix = seed | 0;
  const state = Int32Array.from({ length: 4 }, () => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  });
  let [a = 0, b = 0, c = 0, d = 0] = state;

  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result >>> 0;
  };
  const below = (bound: number) => Math.floor((next() / 2 ** 32) * bound);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
