/** Small operations on byte arrays that every package needs and the platform does not offer. */

/** Concatenates byte arrays into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** As `equalBytes`, in a time that does not depend on where the bytes differ: for secrets. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

/** Bytes of an ASCII string. Throws a `RangeError` on any other character. */
export function asciiBytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  writeAscii(text, out, 0);
  return out;
}

/** Writes the bytes of an ASCII string at `offset`. Throws a `RangeError` on any other character. */
export function writeAscii(text: string, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) throw new RangeError(`not ASCII at position ${i}`);
    bytes[offset + i] = code;
  }
}
