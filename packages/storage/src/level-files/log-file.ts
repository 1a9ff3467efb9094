/**
 * The records of a log of LevelDB (`NNNNNN.log`, and the manifest). LevelDB passes over a record with a wrong checksum
 * and whatever follows it in the same block, without a word: batches are lost from the middle of the database. So the
 * log is looked at before LevelDB does. The format is that of LevelDB's doc/log_format.md.
 */
import { concatBytes } from '@trellis/crypto';
import { maskedCrc32c } from './crc32c.ts';

const blockBytes = 32 * 1024;
/** Checksum (4 bytes), length (2), type (1). */
const headerBytes = 7;
const types = { none: 0, full: 1, first: 2, middle: 3, last: 4 } as const;

export interface LogCheck {
  /** Records that are whole and follow one another without a gap. */
  readonly records: number;
  /** Where the first record begins that is not; the length of the log if there is none. */
  readonly validBytes: number;
  /** Whether what is behind it is damage: a crash leaves the last record torn, and nothing after it. */
  readonly damaged: boolean;
}

export function checkLog(content: Uint8Array): LogCheck {
  let records = 0;
  let start = 0;
  let inRecord = false;
  let at = 0;
  while (at < content.length) {
    const left = blockBytes - (at % blockBytes);
    if (left < headerBytes) {
      at += left;
      continue;
    }
    const type = fragmentAt(content, at, left);
    if (type === null) break;
    const { kind, end } = type;
    const begins = kind === types.full || kind === types.first;
    if (begins === inRecord) break;
    if (begins) start = at;
    inRecord = kind === types.first || kind === types.middle;
    at = end;
    if (inRecord) continue;
    records += 1;
    start = at;
  }
  const validBytes = Math.min(start, content.length);
  return { records, validBytes, damaged: at < content.length && hasRecordAfter(content, at) };
}

/** The contents of the records of a log, up to the first that is not whole. */
export function logRecords(content: Uint8Array): readonly Uint8Array[] {
  const records: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (const { begins, ends, from, end } of fragmentsOf(content)) {
    if (begins) parts = [];
    parts.push(content.subarray(from + headerBytes, end));
    if (ends) records.push(concatBytes(...parts));
  }
  return records;
}

/** The fragments of records, up to the first that is not whole. */
function* fragmentsOf(content: Uint8Array) {
  let at = 0;
  while (at < content.length) {
    const left = blockBytes - (at % blockBytes);
    if (left < headerBytes) {
      at += left;
      continue;
    }
    const fragment = fragmentAt(content, at, left);
    if (fragment === null) return;
    const { kind, end } = fragment;
    const begins = kind === types.full || kind === types.first;
    yield { begins, ends: kind === types.full || kind === types.last, from: at, end };
    at = end;
  }
}

/** The fragment of a record at a place; `null` when there is no whole one. */
function fragmentAt(
  content: Uint8Array,
  at: number,
  left: number,
): { readonly kind: number; readonly end: number } | null {
  if (at + headerBytes > content.length) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const length = view.getUint16(at + 4, true);
  const kind = content[at + 6] ?? 0;
  const end = at + headerBytes + length;
  if (kind === types.none || kind > types.last || headerBytes + length > left) return null;
  if (end > content.length) return null;
  const isWhole = maskedCrc32c(content.subarray(at + 6, end)) === view.getUint32(at, true);
  return isWhole ? { kind, end } : null;
}

/**
 * Whether anything whole stands behind a place: then what stands there was damaged, and is not the torn end of a write.
 * Looks at the fragments that the broken one's length leads to, and at those that later blocks begin with.
 */
function hasRecordAfter(content: Uint8Array, broken: number): boolean {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const left = blockBytes - (broken % blockBytes);
  if (broken + headerBytes <= content.length) {
    const next = broken + headerBytes + view.getUint16(broken + 4, true);
    const room = left - (next - broken);
    if (room >= headerBytes && fragmentAt(content, next, room) !== null) return true;
  }
  for (let at = broken + left; at < content.length; at += blockBytes) {
    if (fragmentAt(content, at, blockBytes) !== null) return true;
  }
  return false;
}
