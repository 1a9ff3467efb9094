/**
 * What is kept of a public key, in a slot: tr = H(pk), the key itself, and the matrix with t as its last column, all
 * transformed. Behind one another are the rows; in a row the 64 positions of its vectors; at a position all columns.
 */
import { COLUMNS, ROWS } from './parameters';

const TR_BYTES: usize = 64;

/** pk = ρ ‖ t1, of ten bits a coefficient (FIPS 204 Algorithm 22). */
export function publicKeyBytes(): usize {
  return 32 + 320 * ROWS;
}

export function slotKey(slot: usize): usize {
  return slot + TR_BYTES;
}

/** Bytes between two positions of a row. */
export function positionBytes(): usize {
  return 16 * (COLUMNS + 1);
}

export function slotRow(slot: usize, row: i32): usize {
  return slotRows(slot) + 64 * positionBytes() * row;
}

export function slotBytes(): usize {
  return slotRow(0, ROWS);
}

/** Rows begin with a line of the processor's cache. */
function slotRows(slot: usize): usize {
  return (slotKey(slot) + publicKeyBytes() + 63) & ~63;
}
