/**
 * The passes of the transforms, computed as the module does but one coefficient at a time, telling how large
 * everything became.
 */
import { type Pass, type Product, q } from '../build/bounds.ts';

/** What a pass came to, as a part of what was proven: above 1 the proof is wrong. */
export interface Extent {
  readonly output: number;
  readonly quotient: number;
}

interface Root {
  readonly value: number;
  readonly byQ: number;
}

const power = (base: number, exponent: number): number => {
  let result = 1;
  for (let count = 0; count < exponent; count += 1) result = (result * base) % q;
  return result;
};

const zeta = (m: number, isInverse: boolean): number => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) reversed |= ((m >> bit) & 1) << (7 - bit);
  return power(1753, isInverse ? (512 - reversed) % 512 : reversed);
};

const rootOf = (value: number): Root => {
  const reduced = ((value % q) + q) % q;
  const centred = reduced > q / 2 ? reduced - q : reduced;
  return { value: centred, byQ: Math.fround(centred / q) };
};

/** The five roots at a node, as `assembly/roots.ts` has them. */
const rootsAt = (m: number, isInverse: boolean): readonly [Root, Root, Root, Root, Root] => {
  const [top, left, right] = [m, 2 * m, 2 * m + 1].map((node) => zeta(node, isInverse)) as [
    number,
    number,
    number,
  ];
  return isInverse
    ? [rootOf(top), rootOf(left), rootOf(left * top), rootOf(right), rootOf(-right * top)]
    : [rootOf(top), rootOf(left), rootOf(right), rootOf(top * left), rootOf(-top * right)];
};

const roots = [false, true].map((isInverse) =>
  Array.from({ length: 128 }, (_, m) => (m === 0 ? undefined : rootsAt(m, isInverse))),
);

class Gauge {
  output = 0;
  quotient = 0;

  /** Σ x · ζ, less the rounded quotient times q. Exact: no product here has more than 53 bits. */
  reduce({ step }: Product, terms: readonly (readonly [x: number, root: Root])[]): number {
    const quotient = terms
      .map(([x, { byQ }]) => Math.fround(Math.fround(x) * byQ))
      .reduce((sum, value) => Math.fround(sum + value));
    const rounder = 1.5 * 2 ** (23 + step);
    const rounded = Math.fround(quotient + rounder) - rounder;
    this.quotient = Math.max(this.quotient, Math.abs(quotient) / 2 ** (22 + step));
    return terms.reduce((sum, [x, { value }]) => sum + x * value, -rounded * q);
  }
}

/** One of the passes, and in which direction: the first of the inverse undoes the last of the other. */
export interface Place {
  readonly index: number;
  readonly isInverse: boolean;
}

/** A pass in blocks of 256, 64, 16 or 4 coefficients, each of which is a node of the tree. */
export function passModel(
  input: readonly number[],
  { single, double, output }: Pass,
  { index: passIndex, isInverse }: Place,
): { readonly coefficients: readonly number[]; readonly extent: Extent } {
  const size = isInverse ? 4 ** (passIndex + 1) : 256 / 4 ** passIndex;
  const coefficients = [...input];
  const gauge = new Gauge();
  const quarter = size / 4;
  for (let start = 0; start < 256; start += size) {
    const five = roots[isInverse ? 1 : 0]?.[256 / size + start / size];
    if (five === undefined) throw new Error('every block is a node');
    const [z0, z1, z2, z3, z4] = five;
    for (let j = start; j < start + quarter; j += 1) {
      const places = [j, j + quarter, j + 2 * quarter, j + 3 * quarter];
      const [a, b, c, d] = places.map((place) => coefficients[place] ?? 0) as [
        number,
        number,
        number,
        number,
      ];
      const x = isInverse ? a - b : b;
      const y = isInverse ? c - d : d;
      const t = gauge.reduce(single, [[isInverse ? a + b - c - d : c, z0]]);
      const first = gauge.reduce(double, [
        [x, z1],
        [y, z3],
      ]);
      const second = gauge.reduce(double, [
        [x, z2],
        [y, z4],
      ]);
      const results = isInverse
        ? [a + b + c + d, first, t, second]
        : [a + t + first, a + t - first, a - t + second, a - t - second];
      for (const [index, place] of places.entries()) {
        const result = results[index] ?? 0;
        coefficients[place] = result;
        gauge.output = Math.max(gauge.output, result / output.high, result / output.low);
      }
    }
  }
  return { coefficients, extent: { output: gauge.output, quotient: gauge.quotient } };
}

const folded = (x: number): number => {
  const high = Math.floor(x / 2 ** 23);
  return x - high * 2 ** 23 + 8191 * high;
};

/** The forward transform, folded as it is stored. */
export function forwardModel(input: readonly number[], passes: readonly Pass[]): readonly number[] {
  return passes
    .reduce(
      (now, one, index) => passModel(now, one, { index, isInverse: false }).coefficients,
      input,
    )
    .map(folded);
}

/** The inverse transform, before it is made canonical. */
export function inverseModel(input: readonly number[], passes: readonly Pass[]): readonly number[] {
  return passes.reduce((now, one, index) => {
    const { coefficients } = passModel(now, one, { index, isInverse: true });
    return index === 0 ? coefficients.map(folded) : coefficients;
  }, input);
}
