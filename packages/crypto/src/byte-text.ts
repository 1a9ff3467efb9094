/**
 * Bytes as text. Node 25 and browsers of 2025 have methods for it; the library takes those where they are, and computes
 * the same where they are missing.
 */
import { base64, base64urlnopad, hex } from '@scure/base';

/** Two digits 0-9 and a-f a byte. */
export const toHex = (bytes: Uint8Array): string => hex.encode(bytes);

/** Throws an error that says nothing to a user unless the text is pairs of hex digits. */
export const fromHex = (text: string): Uint8Array => hex.decode(text);

/**
 * Writes the bytes of a hash's digits, 0-9 and a-f, at `offset`. Throws a `RangeError` for any others. A loop, because
 * `setFromHex` takes two to four times as long for 32 bytes, and a block has thousands of hashes to convert.
 */
export function writeHex(text: string, bytes: Uint8Array, offset: number): void {
  const count = text.length >> 1;
  let seen = 0;
  for (let index = 0; index < count; index++) {
    const high = digitOf[text.charCodeAt(2 * index)] ?? noDigit;
    const low = digitOf[text.charCodeAt(2 * index + 1)] ?? noDigit;
    seen |= high | low;
    bytes[offset + index] = (high << 4) | low;
  }
  if (seen > 15 || text.length % 2 !== 0) throw new RangeError('not pairs of the digits 0-9, a-f');
}

const noDigit = 0xff;

const digitOf = new Uint8Array(128).fill(noDigit);
for (const [value, digit] of [...'0123456789abcdef'].entries())
  digitOf[digit.charCodeAt(0)] = value;

/** RFC 4648 §4, with padding. */
export const toBase64 = (bytes: Uint8Array): string => base64.encode(bytes);

/** The one form that `toBase64` gives: throws for a missing padding, white space, and bits that no byte has. */
export const fromBase64 = (text: string): Uint8Array => base64.decode(text);

/** RFC 4648 §5, without padding. */
export const toBase64Url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);

/** The one form that `toBase64Url` gives. */
export const fromBase64Url = (text: string): Uint8Array => base64urlnopad.decode(text);
