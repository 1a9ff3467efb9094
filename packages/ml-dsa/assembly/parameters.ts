/**
 * The parameter set that this instance of the module verifies (FIPS 204 Tables 1 and 2); the host says it once, at the
 * start.
 */

/** Rows and columns of A. */
export let ROWS: i32 = 0;
export let COLUMNS: i32 = 0;

/** Nonzero coefficients of the challenge. */
export let TAU: i32 = 0;

/** Coefficients of z have |z| < γ1 - β, and take this many bits each. */
export let GAMMA1: i32 = 0;
export let BETA: i32 = 0;
export let Z_BITS: i32 = 0;

/** Values of the high bits, and most hints. */
export let HIGH_VALUES: i32 = 0;
export let OMEGA: i32 = 0;

/** Bytes of c̃. */
export let CHALLENGE_BYTES: i32 = 0;

export function setParameters(
  rows: i32,
  columns: i32,
  tau: i32,
  gamma1Bits: i32,
  beta: i32,
  highValues: i32,
  omega: i32,
  challengeBytes: i32,
): void {
  ROWS = rows;
  COLUMNS = columns;
  TAU = tau;
  GAMMA1 = 1 << gamma1Bits;
  Z_BITS = gamma1Bits + 1;
  BETA = beta;
  HIGH_VALUES = highValues;
  OMEGA = omega;
  CHALLENGE_BYTES = challengeBytes;
}
