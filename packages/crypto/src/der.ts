/** The little of DER (X.690) that key files need: definite lengths, minimal, nothing after the end. */
import { concatBytes } from './bytes.ts';

/** Tags of the elements in keys. `seed` is the context tag [0] of RFC 9881 §6. */
export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  seed: 0x80,
} as const;

/** One element with its content. */
export function derElement(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...content);
  return concatBytes(Uint8Array.of(tag), derLength(body.length), body);
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  return Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** An integer from 0 on (X.690 §8.3): as few bytes as it takes, the first bit clear. */
export function derInteger(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.unshift(left % 0x100);
    left = Math.floor(left / 0x100);
  } while (left > 0);
  if ((bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  return derElement(derTags.integer, Uint8Array.from(bytes));
}

/** The content of an object identifier, of its dotted form (X.690 §8.19). */
export function derOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const groups = [40 * first + second, ...rest].map((value) => {
    const bytes = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift(0x80 | (left & 0x7f));
    return bytes;
  });
  return Uint8Array.from(groups.flat());
}

/** What is not the DER that was expected. */
export class DerError extends Error {}

/** Reads elements one after another. Throws `DerError`. */
export interface DerReader {
  /** The tag of the next element, or `undefined` at the end. */
  readonly next: number | undefined;
  /** The content of the next element, which must have this tag. */
  read(tag: number): Uint8Array;
  /** Throws unless everything has been read. */
  end(): void;
}

export function readDer(bytes: Uint8Array): DerReader {
  let position = 0;
  const byte = (): number => {
    const value = bytes[position++];
    if (value === undefined) throw new DerError('it ends early');
    return value;
  };
  const length = (): number => {
    const first = byte();
    if (first < 0x80) return first;
    if (first !== 0x81 && first !== 0x82)
      throw new DerError('a length has a form that is not used');
    const value = first === 0x81 ? byte() : byte() * 0x100 + byte();
    if (value < (first === 0x81 ? 0x80 : 0x100)) throw new DerError('a length is not minimal');
    return value;
  };
  return {
    get next() {
      return bytes[position];
    },
    read(tag) {
      if (byte() !== tag) throw new DerError('an element has another tag than expected');
      const count = length();
      const content = bytes.subarray(position, position + count);
      if (content.length !== count) throw new DerError('it ends early');
      position += count;
      return content;
    },
    end() {
      if (position !== bytes.length) throw new DerError('there is something after the end');
    },
  };
}
