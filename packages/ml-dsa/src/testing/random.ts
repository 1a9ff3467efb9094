/** Numbers that are the same in every run: a failure can be repeated by its seed. */

/** Whole numbers from 0 to `below` - 1 by mulberry32. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export const randomBytes = (random: (below: number) => number, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => random(256));
