import { expect, it } from 'vitest';
import { partsOf } from './testing/parts.ts';
import { decompose, packBits, q } from './testing/reference.ts';

/** The high bits as they are encoded, from the first of so many bits. */
const unpacked = (bytes: Uint8Array, bits: number): readonly number[] =>
  Array.from({ length: 256 }, (_, index) => {
    const place = bits * index;
    const word = (bytes[place >> 3] ?? 0) | ((bytes[(place >> 3) + 1] ?? 0) << 8);
    return (word >> (place & 7)) & (2 ** bits - 1);
  });

it.each([
  ['ml-dsa-44', 6, 44, 1024],
  ['ml-dsa-87', 4, 16, 256],
] as const)('HighBits of %s is exact for every w', (name, bits, highValues, unit) => {
  const parts = partsOf(name);
  const [coefficients, hashed] = [parts.address('COEFFICIENTS'), parts.address('HASHED')];
  // The module first rounds w up to a multiple of `unit`: the least and the most that come to each stand for all
  // between them.
  const ends = Array.from({ length: Math.ceil((q - 1) / unit) + 1 }, (_, count) => [
    Math.max(0, unit * (count - 1) + 1),
    Math.min(unit * count, q - 1),
  ]).flat();
  for (let first = 0; first < ends.length; first += 256) {
    const row = Array.from({ length: 256 }, (_, index) => ends[first + index] ?? 0);
    parts.integers.set(row, coefficients / 4);
    parts.call('encodeRow', hashed);
    const high = unpacked(parts.bytes.subarray(hashed, hashed + 193), bits);
    expect(high).toEqual(row.map((w) => decompose(w, highValues)[0]));
  }
});

it.each([
  ['ml-dsa-44', 6, 44],
  ['ml-dsa-65', 4, 16],
] as const)('a row of %s is encoded as by the standard', (name, bits, highValues) => {
  const parts = partsOf(name);
  const edges = Array.from(
    { length: highValues + 1 },
    (_, value) => (value * (q - 1)) / highValues,
  );
  const half = (q - 1) / highValues / 2;
  const values = edges.flatMap((edge) => [edge - half, edge - half + 1, edge, edge + half]);
  const row = Array.from({ length: 256 }, (_, index) =>
    Math.min(Math.max(values[index % values.length] ?? 0, 0), q - 1),
  );
  parts.integers.set(row, parts.address('COEFFICIENTS') / 4);
  const to = parts.address('HASHED');
  parts.call('encodeRow', to);
  const expected = packBits(
    row.map((w) => decompose(w, highValues)[0]),
    bits,
  );
  expect(parts.bytes.slice(to, to + expected.length)).toEqual(expected);
});
