/**
 * The roots of unity of the transforms (FIPS 204 §7.5 and Appendix B), laid out in the order in which the passes read
 * them.
 */
import { Q } from './field';
import { FORWARD_ROOTS, INVERSE_ROOTS } from './layout';

/** FIPS 204 §2.3: a primitive 512th root of unity modulo q. */
const ZETA: i64 = 1753;

function power(base: i64, exponent: i32): i64 {
  let result: i64 = 1;
  for (let i = 0; i < exponent; i++) result = (result * base) % Q;
  return result;
}

/** BitRev8 (FIPS 204 Algorithm 43). */
function reversed(m: i32): i32 {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((m >> bit) & 1) << (7 - bit);
  return result;
}

/** zetas[m] of FIPS 204 Appendix B, or its inverse: ζ has the order 512. */
function root(m: i32, inverse: bool): i64 {
  const exponent = reversed(m);
  return power(ZETA, inverse ? (512 - exponent) % 512 : exponent);
}

/** One lane of a root: the integer nearest to zero, and 16 bytes on the quotient by q. */
function storeRoot(at: usize, value: i64): void {
  const reduced = ((value % Q) + Q) % Q;
  const centred = reduced > Q / 2 ? reduced - Q : reduced;
  store<i32>(at, <i32>centred);
  store<f32>(at, <f32>(<f64>centred / <f64>Q), 16);
}

/**
 * The five roots of two layers, at node m of the tree in which the halves of node m are 2m and 2m + 1: forward ζ, ζ',
 * ζ'', ζζ', -ζζ''. The inverse undoes node 2m and 2m + 1 first, but needs the same products of inverses.
 */
function storeStep(at: usize, m: i32, inverse: bool): void {
  const zeta = root(m, inverse);
  const left = root(2 * m, inverse);
  const right = root(2 * m + 1, inverse);
  storeRoot(at, zeta);
  storeRoot(at + 32, left);
  storeRoot(at + 64, inverse ? left * zeta : right);
  storeRoot(at + 96, inverse ? right : zeta * left);
  storeRoot(at + 128, -zeta * right);
}

/** A pass of `groups` steps on nodes that differ from lane to lane: the lanes are the quarters of a polynomial. */
function storePass(to: usize, groups: i32, inverse: bool): usize {
  for (let group = 0; group < groups; group++) {
    for (let lane = 0; lane < 4; lane++) {
      storeStep(to + 4 * lane, 4 * groups + groups * lane + group, inverse);
    }
    to += 160;
  }
  return to;
}

/** The first pass takes whole polynomials: node 1 in every lane. */
function storeOutermost(to: usize, inverse: bool): usize {
  for (let lane = 0; lane < 4; lane++) storeStep(to + 4 * lane, 1, inverse);
  return to + 160;
}

export function storeRoots(): void {
  let to = storeOutermost(FORWARD_ROOTS, false);
  to = storePass(to, 1, false);
  to = storePass(to, 4, false);
  storePass(to, 16, false);
  to = storePass(INVERSE_ROOTS, 16, true);
  to = storePass(to, 4, true);
  to = storePass(to, 1, true);
  storeOutermost(to, true);
}
