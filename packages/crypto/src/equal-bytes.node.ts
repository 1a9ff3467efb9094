/** Comparing bytes by `memcmp`; the `browser` export condition swaps this file for `equal-bytes.browser.ts`. */
import { Buffer } from 'node:buffer';

/** Whether two byte arrays hold the same bytes. Not constant-time: never use it on secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
