/** SHA-256 by OpenSSL; the `browser` export condition swaps this file for `sha256.browser.ts`. */
import { hash } from 'node:crypto';

/** SHA-256 of `bytes` as 64 lowercase hex digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
