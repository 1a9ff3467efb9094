/** SHA-256 in JavaScript, for browsers: WebCrypto's is asynchronous, and proofs are checked synchronously. */

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './byte-text.ts';

/** SHA-256 of `bytes` as 64 lowercase hex digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}
