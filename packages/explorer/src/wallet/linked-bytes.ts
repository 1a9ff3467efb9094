/** The bytes that a link brings behind `#`. */
import { fromBase64Url } from '@trellis/crypto';

/** None where it is no base64url, such as of a link that was cut off: then nothing can be decoded of it. */
export function linkedBytes(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch {
    return new Uint8Array();
  }
}
