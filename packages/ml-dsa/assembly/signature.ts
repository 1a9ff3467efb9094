/** sigDecode (FIPS 204 Algorithm 27), with the checks of what it decodes. */
import { COEFFICIENTS, SIGNATURE } from './layout';
import { CHALLENGE_BYTES, COLUMNS, GAMMA1, OMEGA, ROWS, Z_BITS } from './parameters';

/** Where the hints begin: behind c̃ and z. */
export function hints(): usize {
  return SIGNATURE + CHALLENGE_BYTES + 32 * Z_BITS * COLUMNS;
}

/** HintBitUnpack (FIPS 204 Algorithm 21): whether the hints are well-formed. They are used where they are. */
export function hintsAreValid(): bool {
  const y = hints();
  let index = 0;
  for (let row = 0; row < ROWS; row++) {
    const end: i32 = load<u8>(y + OMEGA + row);
    if (end < index || end > OMEGA) return false;
    // Each position once, in rising order, or one signature could be written in several ways.
    for (let at = index + 1; at < end; at++) {
      if (load<u8>(y + at - 1) >= load<u8>(y + at)) return false;
    }
    index = end;
  }
  for (; index < OMEGA; index++) {
    if (load<u8>(y + index) != 0) return false;
  }
  return true;
}

/** BitUnpack (FIPS 204 Algorithm 19) of polynomial `column` of z, to COEFFICIENTS. Returns its largest |z|. */
export function unpackColumn(column: i32): i32 {
  const from = SIGNATURE + CHALLENGE_BYTES + 32 * Z_BITS * column;
  // Coefficient i begins at bit 18i or 20i. Four are brought to one place in their lanes: by whole bytes, then by a
  // product.
  if (Z_BITS == 18) {
    const bytes = i8x16(0, 1, 2, -1, 2, 3, 4, -1, 4, 5, 6, -1, 6, 7, 8, -1);
    return unpack(from, 9, bytes, i32x4(64, 16, 4, 1), 6, 0x3ffff);
  }
  const bytes = i8x16(0, 1, 2, -1, 2, 3, 4, -1, 5, 6, 7, -1, 7, 8, 9, -1);
  return unpack(from, 10, bytes, i32x4(16, 1, 16, 1), 4, 0xfffff);
}

@inline
function unpack(from: usize, step: usize, bytes: v128, scale: v128, shift: i32, mask: i32): i32 {
  const gamma1 = i32x4.splat(GAMMA1);
  let largest = i32x4.splat(0);
  for (let to = COEFFICIENTS; to < COEFFICIENTS + 1024; to += 16) {
    const spread = i32x4.mul(i8x16.swizzle(v128.load(from), bytes), scale);
    const packed = v128.and(i32x4.shr_u(spread, shift), i32x4.splat(mask));
    const z = i32x4.sub(gamma1, packed);
    largest = i32x4.max_s(largest, i32x4.abs(z));
    v128.store(to, z);
    from += step;
  }
  largest = i32x4.max_s(largest, i64x2.shuffle(largest, largest, 1, 0));
  return max(i32x4.extract_lane(largest, 0), i32x4.extract_lane(largest, 1));
}
