/**
 * What the other end offers, read from its ClientHello before TLS takes it. Only for a node that allows
 * several key exchanges: OpenSSL does not tell the server which of them was used, so that
 * this end chooses it and lets TLS have no other.
 */

/** A TLS record has 5 bytes of header, its length in the last two (RFC 8446 §5.1). */
export const recordHeaderBytes = 5;

const recordBytesMax = 16 * 1024;
const handshakeRecord = 22;
const clientHello = 1;
const supportedGroups = 10;

/** How many bytes the first record has with its header, as far as they say it; no more of what is none. */
export function firstRecordBytes(bytes: Uint8Array): number {
  const length = lengthAt(bytes, 3, 2);
  if (length === undefined) return recordHeaderBytes;
  return bytes[0] === handshakeRecord && length <= recordBytesMax
    ? recordHeaderBytes + length
    : recordHeaderBytes;
}

/** The numbers of the groups in a record's ClientHello (RFC 8446 §4.1.2); `undefined` if it is none. */
export function groupsOffered(record: Uint8Array): readonly number[] | undefined {
  const hello = partOf(record, 4, lengthAt(record, 1, 3));
  if (record[0] !== clientHello || hello === undefined) return undefined;
  // Version and random come first; then the session id, the cipher suites and the compression methods.
  let at = 2 + 32;
  for (const lengthBytes of [1, 2, 1]) {
    const length = lengthAt(hello, at, lengthBytes);
    if (length === undefined) return undefined;
    at += lengthBytes + length;
  }
  const extensions = partOf(hello, at + 2, lengthAt(hello, at, 2));
  if (extensions === undefined) return undefined;
  for (let next = 0; next < extensions.length; ) {
    const body = partOf(extensions, next + 4, lengthAt(extensions, next + 2, 2));
    if (body === undefined) return undefined;
    if (lengthAt(extensions, next, 2) === supportedGroups) return groupsIn(body);
    next += 4 + body.length;
  }
  return [];
}

function groupsIn(body: Uint8Array): readonly number[] | undefined {
  const list = partOf(body, 2, lengthAt(body, 0, 2));
  if (list === undefined || list.length % 2 !== 0) return undefined;
  return Array.from(
    { length: list.length / 2 },
    (_, index) => (list[2 * index] ?? 0) * 256 + (list[2 * index + 1] ?? 0),
  );
}

/** A number of so many bytes; `undefined` beyond the end. */
function lengthAt(bytes: Uint8Array, at: number, count: number): number | undefined {
  const found = partOf(bytes, at, count);
  return found?.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** So many bytes from there on; `undefined` if there are fewer. */
function partOf(bytes: Uint8Array, at: number, count: number | undefined): Uint8Array | undefined {
  if (count === undefined || at + count > bytes.length) return undefined;
  return bytes.subarray(at, at + count);
}
