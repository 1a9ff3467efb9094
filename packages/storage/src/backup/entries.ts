/**
 * The entries of a database cut into pieces. Where a piece ends follows from the keys in it, so that what did not change
 * since an earlier backup is cut in the same way, and is stored once.
 */
import { crc32 } from 'node:zlib';

export type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** A piece ends behind a key with a checksum that ends in so many zeros, but is not smaller or larger than this. */
const cutMask = 0x3f;
const pieceBytesMin = 256 * 1024;
const pieceBytesMax = 8 * 1024 * 1024;
/** Of a key and of a value. */
const lengthBytes = 4;

/** Pieces of entries that come in the order of their keys. */
export async function* piecesOf(entries: AsyncIterable<Entry>): AsyncGenerator<Uint8Array> {
  let held: Entry[] = [];
  let bytes = 0;
  for await (const [key, value] of entries) {
    const isOther = held.length > 0 && held[0]?.[0][0] !== key[0];
    if (isOther) {
      yield encodeEntries(held, bytes);
      [held, bytes] = [[], 0];
    }
    held.push([key, value]);
    bytes += 2 * lengthBytes + key.length + value.length;
    const isCut = bytes >= pieceBytesMin && (crc32(key) & cutMask) === 0;
    if (!isCut && bytes < pieceBytesMax) continue;
    yield encodeEntries(held, bytes);
    [held, bytes] = [[], 0];
  }
  if (held.length > 0) yield encodeEntries(held, bytes);
}

function encodeEntries(entries: readonly Entry[], bytes: number): Uint8Array {
  const piece = new Uint8Array(bytes);
  const view = new DataView(piece.buffer);
  let at = 0;
  for (const entry of entries) {
    for (const part of entry) {
      view.setUint32(at, part.length);
      piece.set(part, at + lengthBytes);
      at += lengthBytes + part.length;
    }
  }
  return piece;
}

/** The entries of a piece; `undefined` if it is none. */
export function decodeEntries(piece: Uint8Array): readonly Entry[] | undefined {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  const entries: Entry[] = [];
  let at = 0;
  const next = (): Uint8Array | undefined => {
    if (at + lengthBytes > piece.length) return undefined;
    const end = at + lengthBytes + view.getUint32(at);
    if (end > piece.length) return undefined;
    const part = piece.subarray(at + lengthBytes, end);
    at = end;
    return part;
  };
  while (at < piece.length) {
    const [key, value] = [next(), next()];
    if (key === undefined || value === undefined) return undefined;
    entries.push([key, value]);
  }
  return entries;
}
