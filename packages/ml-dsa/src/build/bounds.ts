/**
 * How large coefficients can become on their way through a verification, layer by layer: the proof that no sum of 32
 * bits overflows and that every rounding stays within its range. The generated code takes its rounding steps from
 * here, so that it cannot differ from what is proven. docs/decisions/0014-ml-dsa.md tells it in words.
 */

/** FIPS 204 §2.3. */
export const q = 8_380_417;

/** All x with low ≤ x ≤ high. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * A product, or a sum of two or more, modulo q: the step of the rounding it needs, and how large its remainder
 * becomes.
 */
export interface Product {
  /** The quotient is rounded to a multiple of 2^step. */
  readonly step: number;
  /** |remainder| is at most this. */
  readonly bound: number;
}

/** Two layers of a transform taken as one pass. */
export interface Pass {
  readonly input: Range;
  /** The product that stands alone. */
  readonly single: Product;
  /** The sums of two products. */
  readonly double: Product;
  readonly output: Range;
}

/** Half a unit in the last place of a single-precision number, relative to it. */
const epsilon = 2 ** -24;

/** What the products of roundings that follow add to their sum, generously: (1 + ε)^8 - 1 - 8ε is far below. */
const secondOrder = 1 + 2 ** -20;

const magnitude = ({ low, high }: Range): number => Math.max(-low, high);
const symmetric = (bound: number): Range => ({ low: -bound, high: bound });

/** The smallest s such that a quotient of this size is rounded by adding 1.5 · 2^(23 + s): |quotient| ≤ 2^(22 + s). */
export function stepFor(quotient: number): number {
  let step = 0;
  while (quotient * secondOrder > 2 ** (22 + step)) step += 1;
  return step;
}

/**
 * b · ζ - n · q with n ≈ b · (ζ / q), for |b| ≤ bound, |ζ| ≤ q / 2. The quotient is off by the rounding of ζ / q,
 * which is below 1/2 and so within 2^-26; of the product; and of b, if that has more than 24 bits. In the remainder
 * that counts q-fold.
 */
function quotientError(bound: number): number {
  const ofRoot = bound * 2 ** -26;
  const ofProduct = (bound / 2) * epsilon;
  const ofConversion = bound > 2 ** 24 ? (bound / 2) * epsilon : 0;
  return (ofRoot + ofProduct + ofConversion) * secondOrder;
}

/**
 * The remainder of a sum of products with roots, where n is rounded to a multiple of 2^step and so off by half of
 * that.
 */
function remainder(...bounds: readonly number[]): Product {
  const quotient = bounds.reduce((sum, bound) => sum + bound / 2, 0);
  const step = stepFor(quotient);
  const ofSum = bounds.length > 1 ? quotient * epsilon * secondOrder : 0;
  const errors = bounds.reduce((sum, bound) => sum + quotientError(bound), ofSum);
  return { step, bound: q * (2 ** step / 2 + errors) };
}

/** Two layers of the forward transform: every output is a ± one product ± a sum of two. */
function forwardPass(input: Range): Pass {
  const bound = magnitude(input);
  const single = remainder(bound);
  const double = remainder(bound, bound);
  return { input, single, double, output: symmetric(bound + single.bound + double.bound) };
}

/**
 * Two layers of the inverse: the sum of four, a product with a difference of sums, two sums of products with
 * differences.
 */
function inversePass(input: Range): Pass {
  const { low, high } = input;
  const difference = high - low;
  const single = remainder(2 * difference);
  const double = remainder(difference, difference);
  const bound = Math.max(single.bound, double.bound);
  return {
    input,
    single,
    double,
    output: { low: Math.min(4 * low, -bound), high: Math.max(4 * high, bound) },
  };
}

/** x mod 2^23 + 8191 · ⌊x / 2^23⌋, which is congruent to x since 2^23 ≡ 2^13 - 1. */
function folded({ low, high }: Range): Range {
  const [least, most] = [Math.floor(low / 2 ** 23), Math.floor(high / 2 ** 23)];
  return { low: 8191 * least, high: 2 ** 23 - 1 + 8191 * most };
}

/**
 * A sum of products a · z over the columns of a row, with |a| ≤ entry and n ≈ Σ a · (z · (1 / q)). Each term is
 * rounded three times: 1 / q, its product with z, and that with a. Then partial sums of 2, 3, … terms are.
 */
function rowProduct(columns: number, entry: number, vector: Range): Product {
  const term = (entry * magnitude(vector)) / q;
  const step = stepFor(columns * term);
  let errors = columns * 3 * term * epsilon;
  for (let terms = 2; terms <= columns; terms += 1) errors += terms * term * epsilon;
  return { step, bound: q * (2 ** step / 2 + errors * secondOrder) };
}

/** The largest of ExpandA's entries divided by 256: see `matrix.ts`. */
export const entryBound = 128 * ((q - 1) / 256) + 2 ** 15;

/** Most columns of a row: those of A and the one of t (FIPS 204 Table 1, ML-DSA-87). */
const columnsMax = 8;

/** What enters the forward transform: |z| ≤ γ1, and the challenge and t1 · 2^5 are smaller (FIPS 204 Table 1). */
export const vectorBound = 2 ** 19;

/** Two layers that follow on one another. */
const after = (pass: (input: Range) => Pass, { output }: Pass): Pass => pass(output);

/** The way of a coefficient from the signature to w, in the order of the code. */
const forward1 = forwardPass(symmetric(vectorBound));
const forward2 = after(forwardPass, forward1);
const forward3 = after(forwardPass, forward2);
const forward4 = after(forwardPass, forward3);
export const forwardPasses = [forward1, forward2, forward3, forward4] as const;

/** NTT(z) and NTT(c), which are folded. */
export const vectorRange = folded(forward4.output);

/** A row of A · NTT(z) - NTT(c) · NTT(t). */
export const row = rowProduct(columnsMax, entryBound, vectorRange);

/** The first pass of the inverse transform ends with a fold; the other three do not. */
const inverse1 = inversePass(symmetric(row.bound));
const inverse2 = inversePass(folded(inverse1.output));
const inverse3 = after(inversePass, inverse2);
const inverse4 = after(inversePass, inverse3);
export const inversePasses = [inverse1, inverse2, inverse3, inverse4] as const;

/**
 * So many times q are added to w to make it positive, a multiple of the last pass's steps. Then it is an unsigned
 * integer of 32 bits, and folded it is at least 0 and below 2q.
 */
export const resultBias = 256;
export const resultRange = folded({
  low: inverse4.output.low + resultBias * q,
  high: inverse4.output.high + resultBias * q,
});
