/** ML-DSA.Verify_internal (FIPS 204 Algorithm 8), with what depends on the key alone already in its slot. */
import { sampleInBall } from './challenge';
import { copy, equal } from './bytes';
import { encodedRowBytes, encodeRow, useHints } from './high-bits';
import { COEFFICIENTS, HASHED, MESSAGE, SIGNATURE, STATE, VECTORS, WORK } from './layout';
import { BETA, CHALLENGE_BYTES, COLUMNS, GAMMA1, OMEGA, ROWS } from './parameters';
import { multiplyRows } from './row';
import { hints, hintsAreValid, unpackColumn } from './signature';
import { absorb, finish, hash, RATE, reset } from './sponge';
import { forward, inverse } from './transform';

/** Begins μ = H(tr ‖ M', 64) (step 6): puts tr in front of what the host writes of M' at MESSAGE + 64. */
export function beginMessage(slot: usize): void {
  copy(MESSAGE, slot, 64);
  reset();
}

/** Takes in MESSAGE where a message is longer than it. */
export function absorbMessage(bytes: i32): void {
  absorb(MESSAGE, bytes / RATE);
}

/**
 * Whether the signature at SIGNATURE is valid for the message that was begun, and of which `bytes` are left at
 * MESSAGE.
 */
export function verify(slot: usize, bytes: i32): bool {
  if (!hintsAreValid()) return false;
  finish(MESSAGE, bytes);
  copy(HASHED, STATE, 64);
  if (!transformSignature()) return false;
  recoverCommitment(slot);
  return equal(STATE, SIGNATURE, CHALLENGE_BYTES);
}

/** NTT(z) and NTT(c), unless a coefficient of z is too large (step 13). */
function transformSignature(): bool {
  const positionBytes: usize = 32 * (COLUMNS + 1);
  for (let column = 0; column < COLUMNS; column++) {
    if (unpackColumn(column) >= GAMMA1 - BETA) return false;
    forward(COEFFICIENTS, WORK, VECTORS + 32 * column, positionBytes);
  }
  sampleInBall();
  forward(COEFFICIENTS, WORK, VECTORS + 32 * COLUMNS, positionBytes);
  return true;
}

/** Steps 9 to 12: c̃' = H(μ ‖ w1Encode(UseHint(h, w))), at STATE. */
function recoverCommitment(slot: usize): void {
  const y = hints();
  let hint = y;
  let to = HASHED + 64;
  for (let row = 0; row < ROWS; row++) {
    if ((row & 1) == 0) multiplyRows(slot, row);
    inverse(WORK + 1024 * (row & 1), COEFFICIENTS);
    encodeRow(to);
    const end = y + load<u8>(y + OMEGA + row);
    useHints(hint, end, to);
    hint = end;
    to += encodedRowBytes();
  }
  hash(HASHED, <i32>(to - HASHED));
}
