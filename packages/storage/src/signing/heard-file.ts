/**
 * The last message of every validator that this node heard of, in a file of slots, one for each signer. It is
 * written a moment after a message came and synced now and then: what a power cut takes from it, other peers have.
 */
import { crc32 } from 'node:zlib';
import type { Address } from '@trellis/crypto';
import { type HeardStore, inBackground, type Logger, positionOf, toLog } from '@trellis/engine';
import {
  container,
  decode,
  encode,
  limits,
  type SignedProposal,
  type SignedVote,
  signedProposalCodec,
  signedVoteCodec,
  union,
} from '@trellis/protocol';
import { type OpenFile, openOrCreate } from '../files/open-file.ts';

export interface HeardFile extends HeardStore {
  /** Writes what waits. */
  close(): Promise<void>;
}

const slotBytes = 8192;
/** Before a slot's message: its length and the CRC-32 of it, both little-endian. */
const prefixBytes = 8;
/** Keys that had a vote at some time; whoever was not heard of for the longest time makes room. */
const slotsMax = 4 * limits.validatorsMax;

const writeAfterMs = 20;
const syncEveryMs = 2_000;

const messageCodec = union({
  vote: [1, container({ vote: signedVoteCodec })],
  proposal: [2, container({ proposal: signedProposalCodec })],
});

type Message = SignedProposal | SignedVote;

/** Opens or makes the file. What can't be read in it was not heard. */
export async function openHeardFile(path: string, logger: Logger): Promise<HeardFile> {
  const { file, content } = await openOrCreate(path);
  const recovered = readSlots(content ?? new Uint8Array());
  const slots = new Map([...recovered].map(([signer, { index }]) => [signer, index]));
  const writer = createWriter(file, slots, logger);
  return {
    recovered: new Map([...recovered].map(([signer, { message }]) => [signer, message])),
    keep: writer.keep,
    close: writer.close,
  };
}

function createWriter(file: OpenFile, slots: Map<Address, number>, logger: Logger) {
  const waiting = new Map<Address, Message>();
  let timer: NodeJS.Timeout | null = null;
  let syncedAt = 0;
  let writes: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    timer = null;
    const messages = [...waiting];
    waiting.clear();
    for (const [signer, message] of messages) {
      await file.write(toSlot(message), slotOf(slots, signer) * slotBytes);
    }
    if (performance.now() - syncedAt < syncEveryMs) return;
    syncedAt = performance.now();
    await file.datasync();
  }

  function writeInTurn(): void {
    writes = writes.then(write);
    inBackground(writes, toLog(logger, 'what validators signed last could not be written'));
    writes = writes.catch(() => undefined);
  }

  return {
    keep(signer: Address, message: Message): void {
      waiting.set(signer, message);
      timer ??= setTimeout(writeInTurn, writeAfterMs);
    },
    async close(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      writeInTurn();
      await writes;
      await file.close();
    },
  };
}

/** The slot of a signer; the newest stand last in the map. */
function slotOf(slots: Map<Address, number>, signer: Address): number {
  const known = slots.get(signer);
  const [oldest] = slots;
  const reused = slots.size >= slotsMax && oldest !== undefined ? oldest : null;
  if (known === undefined && reused !== null) slots.delete(reused[0]);
  const index = known ?? reused?.[1] ?? slots.size;
  slots.delete(signer);
  slots.set(signer, index);
  return index;
}

function toSlot(message: Message): Uint8Array {
  const value =
    'type' in message
      ? { type: 'vote' as const, vote: message }
      : { type: 'proposal' as const, proposal: message };
  const content = encode(messageCodec, value);
  const slot = new Uint8Array(slotBytes);
  const view = new DataView(slot.buffer);
  view.setUint32(0, content.length, true);
  view.setUint32(4, crc32(content), true);
  slot.set(content, prefixBytes);
  return slot;
}

/** Every message that is whole, by its signer. */
export function readSlots(
  content: Uint8Array,
): ReadonlyMap<Address, { readonly index: number; readonly message: Message }> {
  const found = new Map<Address, { readonly index: number; readonly message: Message }>();
  const count = Math.min(slotsMax, Math.ceil(content.length / slotBytes));
  for (let index = 0; index < count; index++) {
    const message = readSlot(content.subarray(index * slotBytes, (index + 1) * slotBytes));
    if (message !== null) found.set(positionOf(message).signer, { index, message });
  }
  return found;
}

function readSlot(slot: Uint8Array): Message | null {
  if (slot.length < prefixBytes) return null;
  const view = new DataView(slot.buffer, slot.byteOffset, slot.byteLength);
  const end = prefixBytes + view.getUint32(0, true);
  const content = slot.subarray(prefixBytes, end);
  if (end > slot.length || crc32(content) !== view.getUint32(4, true)) return null;
  const value = decode(messageCodec, content);
  if (!value.ok) return null;
  return value.value.type === 'vote' ? value.value.vote : value.value.proposal;
}
