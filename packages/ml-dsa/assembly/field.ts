/**
 * Arithmetic modulo q on vectors of four signed integers of 32 bits. `src/build/bounds.ts` proves that none overflows.
 */

/** FIPS 204 §2.3: q = 2^23 - 2^13 + 1. */
export const Q: i32 = 8380417;

/**
 * 1.5 · 2^(23 + step) as a number of single precision. Adding it rounds what is smaller than 2^(22 + step) to a
 * multiple of 2^step, and leaves the multiple in the lowest bits: their difference from this number's is the rounded
 * quotient.
 */
@inline
export function rounder(step: i32): v128 {
  return i32x4.splat(0x4b400000 + (step << 23));
}

/** What a quotient that was rounded so is multiplied with. */
@inline
export function modulus(step: i32): v128 {
  return i32x4.splat(Q << step);
}

/** Some x' ≡ x, a little below 0 to a little above q: 2^23 ≡ 2^13 - 1, so bits from the 23rd on count 8191 each. */
@inline
export function folded(x: v128): v128 {
  return i32x4.add(
    v128.and(x, i32x4.splat(0x7fffff)),
    i32x4.dot_i16x8_s(i32x4.shr_s(x, 23), i32x4.splat(8191)),
  );
}

/** 0 ≤ x' < q for an unsigned x, which is folded first. A negative number is, unsigned, larger than any other. */
@inline
export function canonical(x: v128): v128 {
  const y = i32x4.add(
    v128.and(x, i32x4.splat(0x7fffff)),
    i32x4.dot_i16x8_s(i32x4.shr_u(x, 23), i32x4.splat(8191)),
  );
  return i32x4.min_u(y, i32x4.sub(y, i32x4.splat(Q)));
}

/** Writes a vector of the right-hand side of a row product: the coefficients, then their quotients by q. */
@inline
export function storeVector(to: usize, x: v128): void {
  const y = folded(x);
  v128.store(to, y);
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(y), f32x4.splat(<f32>(1.0 / 8380417.0))), 16);
}
