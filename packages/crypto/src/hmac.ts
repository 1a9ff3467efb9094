/** HMAC-SHA-256 (RFC 2104), for what has to be found again by whoever has a key, and by nobody else. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './byte-text.ts';
import { asciiBytes } from './bytes.ts';
import type { Hash } from './hash.ts';

/** The code of an ASCII text under a key. */
export function hmacSha256(key: Uint8Array, text: string): Hash {
  return toHex(hmac(sha256, key, asciiBytes(text))) as Hash;
}
