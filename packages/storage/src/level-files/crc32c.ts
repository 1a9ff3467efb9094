/** CRC-32C, with which LevelDB checks its files, and the mask that it stores it under. zlib has only the other CRC-32. */

const polynomial = 0x82f63b78;

/** Four bytes at a time: one table for each of them. */
const tables = makeTables();

function makeTables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const first = new Uint32Array(256).map((_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1;
    return sum;
  });
  const after = (table: Uint32Array): Uint32Array =>
    table.map((sum) => (sum >>> 8) ^ (first[sum & 0xff] ?? 0));
  const second = after(first);
  const third = after(second);
  return [first, second, third, after(third)];
}

export function crc32c(bytes: Uint8Array): number {
  const [first, second, third, fourth] = tables;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0xffffffff;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    const word = sum ^ view.getUint32(at, true);
    sum =
      (fourth[word & 0xff] ?? 0) ^
      (third[(word >>> 8) & 0xff] ?? 0) ^
      (second[(word >>> 16) & 0xff] ?? 0) ^
      (first[word >>> 24] ?? 0);
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ (first[(sum ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return (sum ^ 0xffffffff) >>> 0;
}

/** As LevelDB stores it: rotated and moved, since a checksum of what holds checksums is weak. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
