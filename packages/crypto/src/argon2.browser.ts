/** argon2id in JavaScript, for browsers. */
import { argon2idAsync } from '@noble/hashes/argon2.js';
import type { Argon2Parameters } from './argon2-parameters.ts';

/** RFC 9106 argon2id. */
export function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  { memoryKiB, passes, parallelism }: Argon2Parameters,
  length: number,
): Promise<Uint8Array> {
  return argon2idAsync(password, salt, { m: memoryKiB, t: passes, p: parallelism, dkLen: length });
}
