/**
 * What this validator signed last, signature included, outside the database: hedged signing can't
 * make the same signature again. Two slots are written in turn, so that a write torn by a power cut
 * leaves the one before it.
 */
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncFolder } from '@trellis/crypto/files';
import {
  byteList,
  container,
  decode,
  encode,
  heightCodec,
  roundCodec,
  signatureCodec,
  tag,
  toHeight,
  type ValueOf,
} from '@trellis/protocol';
import { openOrCreate } from '../files/open-or-create.ts';
import { writeFully } from '../files/write-fully.ts';

const lastSignedCodec = container({
  height: heightCodec,
  round: roundCodec,
  step: tag({ proposal: 1, prevote: 2, precommit: 3 }),
  message: byteList(1024),
  signature: signatureCodec,
});

export type LastSigned = ValueOf<typeof lastSignedCodec>;

/** A position before all that are signed at. */
export const nothingSigned: LastSigned = {
  height: toHeight(0n),
  round: 0,
  step: 'proposal',
  message: new Uint8Array(),
  signature: new Uint8Array(),
};

export interface LastSignedFile {
  readonly recovered:
    | { readonly state: 'new' }
    | { readonly state: 'intact'; readonly last: LastSigned }
    /** A slot is unreadable: something may have been signed after `last` and sent. */
    | { readonly state: 'uncertain'; readonly last: LastSigned | null };
  /** Resolves when the record would survive a power cut. */
  save(record: LastSigned): Promise<void>;
  close(): Promise<void>;
}

export const slotBytes = 8192;
/** Before a slot's record: counter (8 bytes), length (4), CRC-32 of counter, length and record (4). */
const prefixBytes = 16;

type Slot =
  | { readonly state: 'empty' }
  | { readonly state: 'damaged' }
  | { readonly state: 'intact'; readonly counter: bigint; readonly record: LastSigned };

export async function openLastSignedFile(path: string): Promise<LastSignedFile> {
  const file = await openSlots(path);
  const found = readLastSigned(await file.readFile());
  let { counter } = found;

  return {
    recovered: found.recovered,
    async save(record) {
      counter += 1n;
      const slot = writeSlot(counter, record);
      await writeFully(file, slot, Number(counter % 2n) * slotBytes);
      await file.datasync();
    },
    close: () => file.close(),
  };
}

/**
 * Makes the file for keys that have just been made: nothing was signed with them, as a position before all
 * others says. A node that finds no file can't know that, and looks on until nothing it may have signed counts.
 */
export async function createLastSignedFile(path: string): Promise<void> {
  const { save, close } = await openLastSignedFile(path);
  await save(nothingSigned);
  await close();
}

/** What the content of the file says. */
export function readLastSigned(content: Uint8Array): {
  readonly recovered: LastSignedFile['recovered'];
  /** Of the newest slot. */
  readonly counter: bigint;
} {
  const slots = [readSlot(content, 0), readSlot(content, 1)];
  const newest = slots.reduce<Extract<Slot, { state: 'intact' }> | undefined>(
    (best, slot) => (slot.state === 'intact' && slot.counter > (best?.counter ?? 0n) ? slot : best),
    undefined,
  );
  return {
    recovered: recovered(slots, newest?.record ?? null),
    counter: newest?.counter ?? 0n,
  };
}

function recovered(slots: readonly Slot[], last: LastSigned | null): LastSignedFile['recovered'] {
  if (slots.some(({ state }) => state === 'damaged')) return { state: 'uncertain', last };
  return last === null ? { state: 'new' } : { state: 'intact', last };
}

async function openSlots(path: string): Promise<FileHandle> {
  const { file, created } = await openOrCreate(path);
  if (!created) return file;
  // Full size from the start: later writes then change no metadata, and one sync makes them safe.
  await writeFully(file, new Uint8Array(2 * slotBytes), 0);
  await file.sync();
  await syncFolder(dirname(path));
  return file;
}

/** A slot as it stands in the file, which has room for `slotBytes`. */
export function writeSlot(counter: bigint, record: LastSigned): Uint8Array {
  const encoded = encode(lastSignedCodec, record);
  const slot = new Uint8Array(prefixBytes + encoded.length);
  const view = new DataView(slot.buffer);
  view.setBigUint64(0, counter, true);
  view.setUint32(8, encoded.length, true);
  slot.set(encoded, prefixBytes);
  view.setUint32(12, checksum(slot), true);
  return slot;
}

function readSlot(content: Uint8Array, index: number): Slot {
  const bytes = content.subarray(index * slotBytes, (index + 1) * slotBytes);
  if (bytes.length < slotBytes) return { state: 'damaged' };
  if (bytes.every((byte) => byte === 0)) return { state: 'empty' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = prefixBytes + view.getUint32(8, true);
  if (end > slotBytes) return { state: 'damaged' };
  const slot = bytes.subarray(0, end);
  if (view.getUint32(12, true) !== checksum(slot)) return { state: 'damaged' };
  const record = decode(lastSignedCodec, slot.subarray(prefixBytes));
  if (!record.ok) return { state: 'damaged' };
  return { state: 'intact', counter: view.getBigUint64(0, true), record: record.value };
}

/** Over everything but the checksum itself. */
function checksum(slot: Uint8Array): number {
  return crc32(slot.subarray(prefixBytes), crc32(slot.subarray(0, 12)));
}
