import { describe, expect, it } from 'vitest';
import { entryBound, row as rowProduct, vectorRange } from './build/bounds.ts';
import { partsOf, readVectors, writeVectors } from './testing/parts.ts';
import { createRandom } from './testing/random.ts';
import { inverseNtt, modulo, ntt, q } from './testing/reference.ts';

const parts = partsOf('ml-dsa-87');
const [from, work, vectors] = ['COEFFICIENTS', 'WORK', 'VECTORS'].map(parts.address) as [
  number,
  number,
  number,
];

const random = createRandom(1);
const between = (low: number, high: number) => (): number => low + random(high - low + 1);
const oneOf =
  (...values: readonly number[]) =>
  (): number =>
    values[random(values.length)] ?? 0;
const polynomial = (coefficient: (index: number) => number): readonly number[] =>
  Array.from({ length: 256 }, (_, index) => coefficient(index));

/** Random ones, and those that grow the most: all the largest, with signs of every kind. */
function extremes(low: number, high: number): readonly (readonly number[])[] {
  return [
    polynomial(() => low),
    polynomial(() => high),
    ...[1, 2, 4, 8, 16, 32, 64, 128].map((run) =>
      polynomial((index) => (Math.floor(index / run) % 2 === 0 ? low : high)),
    ),
    // The signs of the roots that lead to one coefficient, so that all products have one sign.
    ...[0, 1, 77, 128, 255].map((output) => {
      const unit = polynomial((index) => (index === output ? 1 : 0));
      const roots = inverseNtt(unit);
      return polynomial((index) => ((roots[index] ?? 0) > q / 2 ? low : high));
    }),
    ...Array.from({ length: 40 }, () => polynomial(oneOf(low, high))),
    ...Array.from({ length: 40 }, () => polynomial(oneOf(low, 0, high))),
    ...Array.from({ length: 40 }, () => polynomial(between(low, high))),
  ];
}

describe('the forward transform', () => {
  it('is NTT of the standard, within its range, for whatever a signature can hold', () => {
    for (const input of extremes(-(2 ** 19), 2 ** 19)) {
      parts.integers.set(input, from / 4);
      parts.call('forward', from, work, vectors, 96);
      const output = readVectors(parts, vectors, 96);
      expect(output.map(modulo)).toEqual(ntt(input.map(modulo)));
      expect(Math.min(...output)).toBeGreaterThanOrEqual(vectorRange.low);
      expect(Math.max(...output)).toBeLessThanOrEqual(vectorRange.high);
      // Beside them their quotients by q, in single precision.
      const byQ = Math.fround(1 / q);
      output.slice(0, 64).forEach((value, index) => {
        const quotient = parts.floats[(vectors + 96 * index + 16) / 4];
        expect(quotient).toBe(Math.fround(Math.fround(value) * byQ));
      });
    }
  });
});

describe('the inverse transform', () => {
  it('is 256 times that of the standard, canonical, for whatever a row can be', () => {
    const bound = Math.floor(rowProduct.bound);
    for (const input of extremes(-bound, bound)) {
      writeVectors(parts, work, 16, input);
      parts.call('inverse', work, from);
      const output = [...parts.integers.subarray(from / 4, from / 4 + 256)];
      expect(output).toEqual(inverseNtt(input.map(modulo)).map((value) => (256 * value) % q));
    }
  });
});

describe('the product of a row', () => {
  const columns = 8;
  const step = 16 * columns;

  /** Fills a row and the vector, multiplies, and tells where the sum is not what it should be. */
  function check(entry: () => number, element: () => number): void {
    const slot = parts.address('SLOTS');
    const rows = [0, 1].map((row) => parts.call('slotRow', slot, row));
    const z = Array.from({ length: columns }, () => polynomial(element));
    const a = rows.map(() => z.map(() => polynomial(entry)));
    const byQ = Math.fround(1 / q);
    z.forEach((column, index) => {
      writeVectors(parts, vectors + 32 * index, 32 * columns, column);
      column.forEach((value, place) => {
        const position = (vectors + 32 * index + 32 * columns * (place % 64) + 16) / 4;
        parts.floats[position + Math.floor(place / 64)] = Math.fround(Math.fround(value) * byQ);
      });
    });
    rows.forEach((at, row) => {
      for (const [index, column] of (a[row] ?? []).entries()) {
        writeVectors(parts, at + 16 * index, step, column);
      }
    });
    parts.call('multiplyRows', slot, 0);
    rows.forEach((_, row) => {
      const output = readVectors(parts, work + 1024 * row, 16);
      const exact = polynomial((place) =>
        z.reduce((total, column, index) => {
          const left = BigInt(a[row]?.[index]?.[place] ?? 0);
          return modulo(total + Number((left * BigInt(column[place] ?? 0)) % BigInt(q)));
        }, 0),
      );
      expect(output.map(modulo)).toEqual(exact);
      for (const value of output) expect(Math.abs(value)).toBeLessThanOrEqual(rowProduct.bound);
    });
  }

  it('is exact, and within its bound, for the largest entries and vectors', () => {
    const { low, high } = vectorRange;
    const entries = [
      () => entryBound,
      () => -entryBound,
      oneOf(-entryBound, entryBound),
      between(-entryBound, entryBound),
    ];
    const elements = [() => high, () => low, oneOf(low, high), between(low, high)];
    for (const entry of entries) for (const element of elements) check(entry, element);
  });
});
