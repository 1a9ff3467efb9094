/** Bytes by sixteens: the engine's own instructions for memory cost a call each. Lengths are multiples of 16. */

export function clear(to: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16) v128.store(to, i64x2.splat(0));
}

export function copy(to: usize, from: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 16) {
    v128.store(to, v128.load(from));
    to += 16;
  }
}

export function equal(left: usize, right: usize, bytes: usize): bool {
  let difference = i64x2.splat(0);
  for (const end = left + bytes; left < end; left += 16) {
    difference = v128.or(difference, v128.xor(v128.load(left), v128.load(right)));
    right += 16;
  }
  return !v128.any_true(difference);
}
