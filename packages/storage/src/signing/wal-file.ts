/**
 * The write-ahead log as a file: records of length, checksum and input. A crash can only tear the
 * last record, so a torn tail is cut off; damage before the tail is refused, not skipped.
 */
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { concatBytes } from '@trellis/crypto';
import { syncFolder } from '@trellis/crypto/files';
import type { WriteAheadLog } from '@trellis/engine';
import { type LoggedInput, loggedInputCodec } from '@trellis/engine';
import { decode, encode } from '@trellis/protocol';
import PQueue from 'p-queue';
import { type OpenFile, openOrCreate, orClose } from '../files/open-file.ts';
import { StorageError } from '../files/storage-error.ts';

/** Bytes before each record: its length and the CRC-32 of its content, both little-endian. */
const prefixBytes = 8;

/** Opens or creates the log. Throws `StorageError` `wal_damaged` when it can't be trusted. */
export async function openWalFile(path: string): Promise<WriteAheadLog> {
  const { file, content } = await openOrCreate(path);
  if (content === null) await syncFolder(dirname(path));
  const found = recover(file, content ?? new Uint8Array());
  const { inputs, validBytes } = await orClose(file, found);

  let position = validBytes;
  let unwritten: Uint8Array[] = [];
  // One write at a time: a second `sync` waits for the first, then writes what came in between.
  const writes = new PQueue({ concurrency: 1 });

  const write = async (): Promise<void> => {
    if (unwritten.length === 0) return;
    const bytes = concatBytes(...unwritten);
    unwritten = [];
    await file.write(bytes, position);
    position += bytes.length;
    await file.datasync();
  };

  return {
    recovered: inputs,
    append(input) {
      unwritten.push(toRecord(encode(loggedInputCodec, input)));
    },
    sync: () => writes.add(write),
    clear() {
      unwritten = [];
      return writes.add(async () => {
        await file.truncate(0);
        position = 0;
      });
    },
    close: () => writes.add(async () => file.close()),
  };
}

/** Cuts a torn tail off. Throws `StorageError` `wal_damaged` when the rest can't be trusted. */
async function recover(
  file: OpenFile,
  content: Uint8Array,
): Promise<{ inputs: LoggedInput[]; validBytes: number }> {
  const recovered = readRecords(content, file.path);
  if (recovered.validBytes < content.length) {
    await file.truncate(recovered.validBytes);
    await file.datasync();
  }
  return recovered;
}

/** A logged input as it stands in the log. */
export function toRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(prefixBytes + content.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, content.length, true);
  view.setUint32(4, crc32(content), true);
  record.set(content, prefixBytes);
  return record;
}

/** Every whole record, and where they end. Throws `StorageError` `wal_damaged`. */
export function readRecords(
  content: Uint8Array,
  path: string,
): { inputs: LoggedInput[]; validBytes: number } {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const inputs: LoggedInput[] = [];
  let position = 0;
  while (position < content.length) {
    const start = position + prefixBytes;
    const length = start <= content.length ? view.getUint32(position, true) : 0;
    const end = start + length;
    if (start > content.length || end > content.length) break;
    const record = content.subarray(start, end);
    const intact = length > 0 && crc32(record) === view.getUint32(position + 4, true);
    if (!intact) {
      // A last record of the right length but with wrong content was cut off by a power failure.
      if (end === content.length || isZero(content.subarray(position))) break;
      throw damaged(path, position, 'its checksum does not match');
    }
    const input = decode(loggedInputCodec, record);
    if (!input.ok) throw damaged(path, position, input.problem.message);
    inputs.push(input.value);
    position = end;
  }
  return { inputs, validBytes: position };
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function damaged(path: string, position: number, why: string): StorageError {
  return new StorageError(
    'wal_damaged',
    `the write-ahead log ${path} is damaged at byte ${position} (${why}). Move the file away and ` +
      'start again: the node takes no part in the votes on the current block, then continues.',
  );
}
