/** SHAKE256 (FIPS 202 §6.2) over input in one piece of memory, in blocks of 136 bytes. */
import { clear } from './bytes';
import { permute } from './keccak';
import { STATE } from './layout';

export const RATE: i32 = 136;

export function reset(): void {
  clear(STATE, 208);
}

/** Adds a block of an input to STATE, which has to be permuted then. */
export function mix(input: usize): void {
  for (let word: usize = 0; word < 136; word += 8) {
    store<u64>(STATE + word, load<u64>(STATE + word) ^ load<u64>(input + word));
  }
}

/** Takes whole blocks in. */
export function absorb(input: usize, blocks: i32): void {
  for (let block = 0; block < blocks; block++) {
    mix(input);
    permute(STATE);
    input += 136;
  }
}

/** Pads an input where it is: up to 144 bytes behind it are overwritten. Returns how many blocks it has then. */
export function pad(input: usize, bytes: i32): i32 {
  const blocks = bytes / RATE + 1;
  clear(input + bytes, 144);
  store<u8>(input + bytes, 0x1f);
  const last = input + 136 * blocks - 1;
  store<u8>(last, load<u8>(last) | 0x80);
  return blocks;
}

/** Takes the last bytes in. Then STATE is the output. */
export function finish(input: usize, bytes: i32): void {
  absorb(input, pad(input, bytes));
}

/** All of an input. */
export function hash(input: usize, bytes: i32): void {
  reset();
  finish(input, bytes);
}
