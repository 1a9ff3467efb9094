/** UseHint (FIPS 204 Algorithm 40) and w1Encode (Algorithm 28): from a row of w to its bytes in what is hashed. */
import { Q } from './field';
import { COEFFICIENTS } from './layout';
import { HIGH_VALUES } from './parameters';

/**
 * HighBits (FIPS 204 Algorithm 37) of w at `at`: w / 2γ2, rounded so that γ2 is left at most. γ2 is a multiple of
 * 2^shift, so the quotient of w and 2^shift, rounded up, decides; then a product with the reciprocal. Exact for every
 * w: a test tries all. The highest value, 16 or 44, stands for 0.
 */
@inline
function highBits(at: usize, shift: i32, reciprocal: i32): v128 {
  const w = i32x4.add(v128.load(at), i32x4.splat((1 << shift) - 1));
  const product = i32x4.dot_i16x8_s(i32x4.shr_u(w, shift), i32x4.splat(reciprocal));
  return i32x4.shr_u(i32x4.add(product, i32x4.splat(1 << 20)), 21);
}

/** The high bits of 16 coefficients, a byte each. */
@inline
function sixteen(at: usize, shift: i32, reciprocal: i32): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_u(highBits(at, shift, reciprocal), highBits(at + 16, shift, reciprocal)),
    i16x8.narrow_i32x4_u(highBits(at + 32, shift, reciprocal), highBits(at + 48, shift, reciprocal)),
  );
}

/** Bytes of an encoded row. */
export function encodedRowBytes(): usize {
  return HIGH_VALUES == 16 ? 128 : 192;
}

/** The high bits of the row at COEFFICIENTS, without hints. */
export function encodeRow(to: usize): void {
  if (HIGH_VALUES == 16) encodeFourBits(to);
  else encodeSixBits(to);
}

/** γ2 = (q - 1) / 32 = 1023 · 2^8. */
function encodeFourBits(to: usize): void {
  const bits = i8x16.splat(15), low = i16x8.splat(255);
  for (let at = COEFFICIENTS; at < COEFFICIENTS + 1024; at += 128) {
    let a = v128.and(sixteen(at, 8, 1025), bits), b = v128.and(sixteen(at + 64, 8, 1025), bits);
    a = v128.and(v128.or(a, i16x8.shr_u(a, 4)), low);
    b = v128.and(v128.or(b, i16x8.shr_u(b, 4)), low);
    v128.store(to, i8x16.narrow_i16x8_u(a, b));
    to += 16;
  }
}

/** γ2 = (q - 1) / 88 = 93 · 2^10. The last write goes four bytes too far. */
function encodeSixBits(to: usize): void {
  const highest = i8x16.splat(44);
  const packed = i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
  for (let at = COEFFICIENTS; at < COEFFICIENTS + 1024; at += 64) {
    let a = sixteen(at, 10, 11275);
    a = v128.andnot(a, i8x16.eq(a, highest));
    a = v128.or(v128.and(a, i16x8.splat(0x3f)), v128.and(i16x8.shr_u(a, 2), i16x8.splat(0xfc0)));
    a = v128.or(
      v128.and(a, i32x4.splat(0xfff)),
      v128.and(i32x4.shr_u(a, 4), i32x4.splat(0xfff000)),
    );
    v128.store(to, i8x16.swizzle(a, packed));
    to += 12;
  }
}

/**
 * UseHint for the hints from `hint` to `end`, which name coefficients of the row at COEFFICIENTS that was encoded
 * to `to`.
 */
export function useHints(hint: usize, end: usize, to: usize): void {
  const bits = HIGH_VALUES == 16 ? 4 : 6;
  const mask = (1 << bits) - 1;
  const gamma2 = (Q - 1) / (2 * HIGH_VALUES);
  for (; hint < end; hint++) {
    const index: i32 = load<u8>(hint);
    const at = to + ((bits * index) >> 3), shift = (bits * index) & 7;
    const word: i32 = load<u16>(at);
    const high = (word >> shift) & mask;
    // Decompose (Algorithm 36): what is left over 0 hints upwards. Where the highest value became 0 it is below 0, not
    // above γ2.
    const low = load<i32>(COEFFICIENTS + 4 * index) - 2 * gamma2 * high;
    const isUp = <u32>(low - 1) < <u32>gamma2;
    // Without branches, which nothing could predict.
    let hinted = select<i32>(high + 1, high - 1, isUp);
    hinted = select<i32>(0, hinted, hinted == HIGH_VALUES);
    hinted = select<i32>(HIGH_VALUES - 1, hinted, hinted < 0);
    store<u16>(at, word + ((hinted - high) << shift));
  }
}
