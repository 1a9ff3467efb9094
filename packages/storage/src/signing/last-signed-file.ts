/**
 * What this validator signed last, signature included, outside the database: hedged signing can't
 * make the same signature again. Two slots are written in turn, so that a write torn by a power cut
 * leaves the one before it. Each says when it was written: a file that is put back from a copy changed
 * later than that, as the system sets the change time itself and no copy keeps it (decision 15).
 */
import { fstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { syncFolder } from '@trellis/crypto/files';
import type { GuardRecord } from '@trellis/engine';
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
  uint64,
  type ValueOf,
} from '@trellis/protocol';
import { type OpenFile, openOrCreate, orClose } from '../files/open-file.ts';

const lastSignedCodec = container({
  height: heightCodec,
  round: roundCodec,
  step: tag({ proposal: 1, prevote: 2, precommit: 3 }),
  message: byteList(1024),
  signature: signatureCodec,
});

export type LastSigned = ValueOf<typeof lastSignedCodec>;

/** What a slot says besides; those of older versions say nothing. */
const slotGuardCodec = container({
  /** Milliseconds since 1970: not before the change time that the system gives the file. */
  writtenAt: uint64,
  limit: heightCodec,
  doubt: tag({ none: 0, unsure: 1, old: 2, withdrawn: 3 }),
});
const slotGuardBytes = 17;

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
  /** What the double-sign guard found before. */
  readonly guard: GuardRecord;
  /** Whether this is the file that was written, and no copy was put in its place. */
  readonly isOriginal: boolean;
  /** Resolves when the record would survive a power cut. */
  save(record: LastSigned, guard: GuardRecord): Promise<void>;
  close(): Promise<void>;
}

export const slotBytes = 8192;
const fileBytes = 2 * slotBytes;
/** Before a slot's record: counter (8 bytes), length (4), CRC-32 of counter, length and record (4). */
const prefixBytes = 16;

/** Set in a slot's length when more than the record follows it. */
const guardFlag = 0x80_00_00_00;

/** How far ahead of the clock a slot is dated: the system's own clock of files may be behind by a tick. */
const datedAheadMs = 5;

/** Times that a slot is written again because the system wrote it later than it says. */
const writesMax = 3;

export const noGuard: GuardRecord = { limit: toHeight(0n), doubt: 'none' };

type SlotGuard = ValueOf<typeof slotGuardCodec>;

type Slot =
  | { readonly state: 'empty' }
  | { readonly state: 'damaged' }
  | {
      readonly state: 'intact';
      readonly counter: bigint;
      readonly record: LastSigned;
      readonly guard: SlotGuard | null;
    };

export async function openLastSignedFile(path: string): Promise<LastSignedFile> {
  const { file, content } = await openSlots(path);
  const found = readLastSigned(content);
  let { counter } = found;
  let isCut = content.length < fileBytes;

  /** Without a wait between taking the time and writing, so that it is that of the write. */
  function write(record: LastSigned, guard: GuardRecord): bigint {
    counter += 1n;
    const writtenAt = BigInt(Math.ceil(Date.now() + datedAheadMs));
    const slot = writeSlot(counter, record, { ...guard, writtenAt });
    const at = Number(counter % 2n) * slotBytes;
    file.writeNow(slot, at);
    return writtenAt;
  }

  return {
    recovered: found.recovered,
    guard: toGuardRecord(found.guard),
    isOriginal: found.guard !== null && isOriginal(file, found.guard.writtenAt),
    async save(record, guard) {
      for (let writes = 0; writes < writesMax; writes++) {
        const writtenAt = write(record, guard);
        await file.datasync();
        if (isCut) {
          // Not before a slot is safe: zeros where the newest one stood would be taken for a slot never written.
          await file.truncate(fileBytes);
          await file.sync();
          isCut = false;
          continue;
        }
        // A process that was stopped in between dated it too early, and would not know its own file again.
        if (isOriginal(file, writtenAt)) return;
      }
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
  await save(nothingSigned, noGuard);
  await close();
}

function toGuardRecord(guard: SlotGuard | null): GuardRecord {
  return guard === null ? noGuard : { limit: guard.limit, doubt: guard.doubt };
}

/**
 * Whether the file changed last when its newest slot was written. A copy gets another change time; one that
 * keeps the time of modification gets one that differs from it, whatever became of the clock.
 */
function isOriginal({ fd }: OpenFile, writtenAt: bigint): boolean {
  const { ctimeMs, mtimeMs } = fstatSync(fd);
  return Math.floor(ctimeMs) <= writtenAt && Math.abs(ctimeMs - mtimeMs) < 1;
}

/** What the content of the file says. */
export function readLastSigned(content: Uint8Array): {
  readonly recovered: LastSignedFile['recovered'];
  /** Of the newest slot. */
  readonly counter: bigint;
  readonly guard: SlotGuard | null;
} {
  const slots = [readSlot(content, 0), readSlot(content, 1)];
  const newest = slots.reduce<Extract<Slot, { state: 'intact' }> | undefined>(
    (best, slot) => (slot.state === 'intact' && slot.counter > (best?.counter ?? 0n) ? slot : best),
    undefined,
  );
  return {
    recovered: recovered(slots, newest?.record ?? null),
    counter: newest?.counter ?? 0n,
    guard: newest?.guard ?? null,
  };
}

function recovered(slots: readonly Slot[], last: LastSigned | null): LastSignedFile['recovered'] {
  if (slots.some(({ state }) => state === 'damaged')) return { state: 'uncertain', last };
  return last === null ? { state: 'new' } : { state: 'intact', last };
}

async function openSlots(
  path: string,
): Promise<{ readonly file: OpenFile; readonly content: Uint8Array }> {
  const { file, content } = await openOrCreate(path);
  if (content !== null) return { file, content };
  // Full size from the start: later writes then change no metadata, and one sync makes them safe.
  const empty = new Uint8Array(fileBytes);
  await orClose(file, file.write(empty, 0).then(file.sync));
  await syncFolder(dirname(path));
  return { file, content: empty };
}

/** A slot as it stands in the file, which has room for `slotBytes`. */
export function writeSlot(
  counter: bigint,
  record: LastSigned,
  guard: SlotGuard | null = null,
): Uint8Array {
  const encoded = encode(lastSignedCodec, record);
  const said = guard === null ? new Uint8Array() : encode(slotGuardCodec, guard);
  const slot = new Uint8Array(prefixBytes + encoded.length + said.length);
  const view = new DataView(slot.buffer);
  view.setBigUint64(0, counter, true);
  view.setUint32(8, encoded.length + (guard === null ? 0 : guardFlag), true);
  slot.set(encoded, prefixBytes);
  slot.set(said, prefixBytes + encoded.length);
  view.setUint32(12, checksum(slot), true);
  return slot;
}

function readSlot(content: Uint8Array, index: number): Slot {
  const bytes = content.subarray(index * slotBytes, (index + 1) * slotBytes);
  if (bytes.length < slotBytes) return { state: 'damaged' };
  if (bytes.every((byte) => byte === 0)) return { state: 'empty' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(8, true);
  const hasGuard = length >= guardFlag;
  const recordEnd = prefixBytes + (hasGuard ? length - guardFlag : length);
  const end = recordEnd + (hasGuard ? slotGuardBytes : 0);
  if (end > slotBytes) return { state: 'damaged' };
  const slot = bytes.subarray(0, end);
  if (view.getUint32(12, true) !== checksum(slot)) return { state: 'damaged' };
  const record = decode(lastSignedCodec, slot.subarray(prefixBytes, recordEnd));
  if (!record.ok) return { state: 'damaged' };
  const intact = {
    state: 'intact' as const,
    counter: view.getBigUint64(0, true),
    record: record.value,
  };
  if (!hasGuard) return { ...intact, guard: null };
  const guard = decode(slotGuardCodec, slot.subarray(recordEnd));
  return guard.ok ? { ...intact, guard: guard.value } : { state: 'damaged' };
}

/** Over everything but the checksum itself. */
function checksum(slot: Uint8Array): number {
  return crc32(slot.subarray(prefixBytes), crc32(slot.subarray(0, 12)));
}
