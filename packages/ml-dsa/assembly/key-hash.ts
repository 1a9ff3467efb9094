/** Finding a key again: a number for the bytes at PUBLIC_KEY. */
import { PUBLIC_KEY } from './layout';
import { publicKeyBytes } from './slot';

/** Random, and told to nobody: or keys could be made that share their number, and displace one another. */
let START: u64 = 0;
let FACTOR: u64 = 1;

export function seedHash(a: u32, b: u32, c: u32, d: u32): void {
  START = (<u64>a << 32) | b;
  FACTOR = (<u64>c << 32) | d | 1;
}

/** 52 bits, as a number that the host can use. Four sums, so that the processor does not wait for each product. */
export function hashKey(): f64 {
  let a = START, b = ~START, c = rotl<u64>(START, 32), d = ~c;
  for (let at = PUBLIC_KEY, end = at + publicKeyBytes(); at < end; at += 32) {
    a = rotl<u64>((a ^ load<u64>(at)) * FACTOR, 29);
    b = rotl<u64>((b ^ load<u64>(at, 8)) * FACTOR, 29);
    c = rotl<u64>((c ^ load<u64>(at, 16)) * FACTOR, 29);
    d = rotl<u64>((d ^ load<u64>(at, 24)) * FACTOR, 29);
  }
  a = rotl<u64>((a ^ b) * FACTOR, 29);
  a = rotl<u64>((a ^ c) * FACTOR, 29);
  return <f64>(((a ^ d) * FACTOR) >> 12);
}
