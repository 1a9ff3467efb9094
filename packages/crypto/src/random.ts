/** Random bytes for keys and salts, from the platform. */
import { randomBytes as platformRandomBytes } from '@noble/hashes/utils.js';

/** `length` bytes that nobody can guess. */
export function randomBytes(length: number): Uint8Array {
  return platformRandomBytes(length);
}
