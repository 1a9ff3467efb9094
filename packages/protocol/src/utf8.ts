/** UTF-8, strictly: what is not well-formed is refused instead of being replaced by U+FFFD. */

// Present in every browser and in Node, but not in the ECMAScript types that pure packages see.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: true; ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Up to here looking at each character is quicker than the engine's coders, and nearly all text is; so is
 * the key of a balance when it is written, with some 76 characters.
 */
const shortMax = { written: 128, read: 64 };

/** How many bytes of UTF-8 a text has. */
export function utf8Length(text: string): number {
  return isShortAscii(text) ? text.length : encoder.encode(text).length;
}

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes the UTF-8 bytes of a text at `offset`. */
export function writeUtf8(text: string, bytes: Uint8Array, offset: number): void {
  if (!isShortAscii(text)) {
    bytes.set(encoder.encode(text), offset);
    return;
  }
  for (let index = 0; index < text.length; index++) bytes[offset + index] = text.charCodeAt(index);
}

/** The text of the UTF-8 bytes from `start` to `end`, or `undefined` when they are not UTF-8. */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (start === end) return '';
  if (end - start <= shortMax.read) {
    const codes: number[] = [];
    for (let index = start; index < end; index++) {
      const code = bytes[index] ?? 0x80;
      if (code >= 0x80) break;
      codes.push(code);
    }
    if (codes.length === end - start) return String.fromCharCode(...codes);
  }
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}

function isShortAscii(text: string): boolean {
  if (text.length > shortMax.written) return false;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) >= 0x80) return false;
  }
  return true;
}
