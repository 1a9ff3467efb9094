/** Public keys: reading one into a slot, and telling one from another. */
import { copy, equal } from './bytes';
import { Q } from './field';
import { COEFFICIENTS, PUBLIC_KEY, VECTORS, WORK } from './layout';
import { expandMatrix } from './matrix';
import { COLUMNS, ROWS } from './parameters';
import { positionBytes, publicKeyBytes, slotKey, slotRow } from './slot';
import { forward } from './transform';

/** Everything of steps 1 to 6 of FIPS 204 Algorithm 8 that depends on the key alone, for the key at PUBLIC_KEY. */
export function expandKey(slot: usize): void {
  copy(slotKey(slot), PUBLIC_KEY, publicKeyBytes());
  expandMatrix(slot);
  for (let row = 0; row < ROWS; row++) {
    unpackRow(row);
    forward(COEFFICIENTS, WORK, VECTORS, 32);
    storeLastColumn(slotRow(slot, row) + 16 * COLUMNS);
  }
}

/**
 * SimpleBitUnpack (FIPS 204 Algorithm 18) of -t1 · 2^5 of a row: t1 · 2^13, negated and divided by 256 as the matrix
 * is.
 */
function unpackRow(row: i32): void {
  let from = PUBLIC_KEY + 32 + 320 * row;
  // Coefficient i begins at bit 10i: as in unpackColumn.
  const bytes = i8x16(0, 1, -1, -1, 1, 2, -1, -1, 2, 3, -1, -1, 3, 4, -1, -1);
  for (let to = COEFFICIENTS; to < COEFFICIENTS + 1024; to += 16) {
    const spread = i32x4.mul(i8x16.swizzle(v128.load(from), bytes), i32x4(64, 16, 4, 1));
    const t1 = v128.and(i32x4.shr_u(spread, 6), i32x4.splat(0x3ff));
    v128.store(to, i32x4.neg(i32x4.shl(t1, 5)));
    from += 5;
  }
}

/** Moves a transformed polynomial from VECTORS into a column, between -q / 2 and q / 2 as the other columns are. */
function storeLastColumn(to: usize): void {
  const step = positionBytes();
  for (let from = VECTORS; from < VECTORS + 64 * 32; from += 32) {
    const x = v128.load(from);
    const isLarge = i32x4.gt_s(x, i32x4.splat(Q / 2));
    v128.store(to, i32x4.sub(x, v128.and(isLarge, i32x4.splat(Q))));
    to += step;
  }
}

/** Whether a slot holds the key at PUBLIC_KEY. */
export function holdsKey(slot: usize): bool {
  return equal(slotKey(slot), PUBLIC_KEY, publicKeyBytes());
}
