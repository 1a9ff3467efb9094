/** Heights and rounds: where in the chain something happened. */

declare const heightBrand: unique symbol;

/** Position of a block: genesis is 0, the first decided block is 1. */
export type Height = bigint & { readonly [heightBrand]: true };

/** Attempt within a height, from 0; each has one proposer. */
export type Round = number;

/** Largest height an encoding can hold (uint64). */
const heightMax = 2n ** 64n - 1n;

/** Brands a non-negative integer as a height. Throws a `RangeError` outside 0..2^64-1. */
export function toHeight(value: bigint | number): Height {
  const height = BigInt(value);
  if (height < 0n || height > heightMax) throw new RangeError(`height out of range: ${value}`);
  return height as Height;
}

/** The height after this one. */
export function nextHeight(height: Height): Height {
  return toHeight(height + 1n);
}
