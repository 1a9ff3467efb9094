/** ExpandA (FIPS 204 Algorithm 32), and beside it tr = H(pk, 64): three states of Keccak at a time. */
import { clear, copy } from './bytes';
import { Q } from './field';
import { permuteThree } from './keccak';
import {
  BLOCK,
  PAIR,
  PUBLIC_KEY,
  SAMPLE_BYTES,
  SAMPLES,
  STATE,
  STREAM_BYTES,
  STREAMS,
} from './layout';
import { COLUMNS, ROWS } from './parameters';
import { positionBytes, publicKeyBytes, slotRow } from './slot';
import { mix, pad, reset } from './sponge';

/** SHAKE128 (FIPS 202 §6.2): bytes of a block. */
const RATE: usize = 168;

/** So many blocks hold 256 coefficients at almost all times: of 280 candidates one in a thousand is rejected. */
const BLOCKS: usize = 5;

/** tr and all of A, from the key at PUBLIC_KEY into a slot. What is behind the key is overwritten. */
export function expandMatrix(slot: usize): void {
  const entries = ROWS * COLUMNS;
  let entry = 0;
  // A key has 10, 15 or 20 blocks of SHAKE256, so that hashing it takes as long as two, three or four entries.
  const keyBlocks: usize = pad(PUBLIC_KEY, <i32>publicKeyBytes());
  reset();
  for (let block: usize = 0; block < keyBlocks; block += BLOCKS) {
    seedPair(entry);
    squeezeBlocks(PUBLIC_KEY + 136 * block);
    samplePair();
    entry = storeEntries(slot, entry, 1);
  }
  copy(slot, STATE, 64);
  while (entry < entries) {
    reset();
    seed(STATE, 8, entry);
    seedPair(entry + 1);
    squeezeBlocks(0);
    sampleThree();
    entry = storeEntries(slot, entry, 0);
  }
}

function seedPair(entry: i32): void {
  clear(PAIR, 400);
  seed(PAIR, 16, entry);
  seed(PAIR + 8, 16, entry + 1);
}

/** Absorbs ρ ‖ column ‖ row, padded. Words of the state are `step` bytes apart. */
function seed(state: usize, step: usize, entry: i32): void {
  const row = entry / COLUMNS, column = entry % COLUMNS;
  for (let word: usize = 0; word < 4; word++) {
    store<u64>(state + step * word, load<u64>(PUBLIC_KEY + 8 * word));
  }
  store<u64>(state + step * 4, <u64>(column | (row << 8) | (0x1f << 16)));
  store<u64>(state + step * 20, 0x8000000000000000);
}

/**
 * Five permutations. Each gives a block to every stream; the first state takes a block of an input in before, if there
 * is one.
 */
function squeezeBlocks(input: usize): void {
  for (let block: usize = 0; block < BLOCKS; block++) {
    if (input != 0) mix(input + 136 * block);
    permuteThree(STATE, PAIR);
    squeeze(RATE * block);
  }
}

/** A block of each of the three states, to their streams. */
function squeeze(at: usize): void {
  const to = STREAMS + at;
  for (let word: usize = 0; word < 21; word++) {
    store<u64>(to + 8 * word, load<u64>(STATE + 8 * word));
  }
  // Two words of both: the last of the 22 is no output, and is overwritten or never read.
  for (let word: usize = 0; word < 22; word += 2) {
    const first = v128.load(PAIR + 16 * word), second = v128.load(PAIR + 16 * word, 16);
    v128.store(to + 8 * word, i64x2.shuffle(first, second, 0, 2), STREAM_BYTES);
    v128.store(to + 8 * word, i64x2.shuffle(first, second, 1, 3), 2 * STREAM_BYTES);
  }
}

/** RejNTTPoly (FIPS 204 Algorithm 30) from the five blocks of three streams, to SAMPLES, and from more if need be. */
export function sampleThree(): void {
  let bytes = BLOCKS * RATE;
  let first = 0, second = 0, third = 0;
  while (true) {
    first = sample(0, bytes, first);
    second = sample(1, bytes, second);
    third = sample(2, bytes, third);
    if (min(first, min(second, third)) == 256) return;
    permuteThree(STATE, PAIR);
    squeeze(0);
    bytes = RATE;
  }
}

/** The same from the streams of the pair alone. The other state is left as it is. */
export function samplePair(): void {
  let bytes = BLOCKS * RATE;
  let second = 0, third = 0;
  while (true) {
    second = sample(1, bytes, second);
    third = sample(2, bytes, third);
    if (min(second, third) == 256) return;
    copy(BLOCK, STATE, 208);
    permuteThree(STATE, PAIR);
    squeeze(0);
    copy(STATE, BLOCK, 208);
    bytes = RATE;
  }
}

/**
 * CoeffFromThreeBytes (FIPS 204 Algorithm 14), until there are 256 coefficients or the bytes are used. `count` there
 * are.
 */
function sample(stream: usize, bytes: usize, count: i32): i32 {
  const to = SAMPLES + SAMPLE_BYTES * stream;
  const spread = i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  const mask = i32x4.splat(0x7fffff), largest = i32x4.splat(Q - 1);
  let from = STREAMS + STREAM_BYTES * stream;
  for (const end = from + bytes; from < end && count < 256; from += 24) {
    const four = v128.and(i8x16.swizzle(v128.load(from), spread), mask);
    const next = v128.and(i8x16.swizzle(v128.load(from, 12), spread), mask);
    if (!v128.any_true(i32x4.gt_s(i32x4.max_s(four, next), largest))) {
      v128.store(to + 4 * count, four);
      v128.store(to + 4 * count, next, 16);
      count += 8;
    } else {
      for (let i: usize = 0; i < 24; i += 3) {
        const one = load<u32>(from + i) & 0x7fffff;
        if (one >= <u32>Q) continue;
        store<u32>(to + 4 * count, one);
        count++;
      }
    }
  }
  return min(count, 256);
}

/** The samples from the one of stream `first` on, which are entries from `entry` on. Returns the entry behind them. */
function storeEntries(slot: usize, entry: i32, first: usize): i32 {
  for (let stream = first; stream < 3 && entry < ROWS * COLUMNS; stream++) {
    const row = entry / COLUMNS, column = entry % COLUMNS;
    storeEntry(SAMPLES + SAMPLE_BYTES * stream, slotRow(slot, row) + 16 * column);
    entry++;
  }
  return entry;
}

/** A sampled polynomial into its column, divided by 256: that is what the inverse transform leaves out. */
function storeEntry(from: usize, to: usize): void {
  const step = positionBytes();
  for (let end = from + 256; from < end; from += 16) {
    const a = divided(v128.load(from)), b = divided(v128.load(from, 256));
    const c = divided(v128.load(from, 512)), d = divided(v128.load(from, 768));
    const e = i32x4.shuffle(a, b, 0, 4, 1, 5), f = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const g = i32x4.shuffle(a, b, 2, 6, 3, 7), h = i32x4.shuffle(c, d, 2, 6, 3, 7);
    v128.store(to, i64x2.shuffle(e, f, 0, 2));
    v128.store(to + step, i64x2.shuffle(e, f, 1, 3));
    v128.store(to + 2 * step, i64x2.shuffle(g, h, 0, 2));
    v128.store(to + 3 * step, i64x2.shuffle(g, h, 1, 3));
    to += 4 * step;
  }
}

/**
 * x / 256 modulo q, near zero. As q ≡ 1 (mod 256), x - mq is a multiple of 256 if m ≡ x is; with m from -128 to 127
 * that is (x - m) / 256 - m · (q - 1) / 256.
 */
@inline
function divided(x: v128): v128 {
  const rounded = i32x4.add(x, i32x4.splat(128));
  const m = i32x4.sub(v128.and(rounded, i32x4.splat(255)), i32x4.splat(128));
  return i32x4.sub(i32x4.shr_u(rounded, 8), i32x4.dot_i16x8_s(m, i32x4.splat((Q - 1) / 256)));
}
