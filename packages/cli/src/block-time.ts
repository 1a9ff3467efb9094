/** When something was true: a proof is about its own block, however old that is. */
import { defaultHeadAgeMsMax } from '@trellis/client';
import type { BlockHeader } from '@trellis/protocol';

type BlockMoment = Pick<BlockHeader, 'height' | 'time'>;

/**
 * `block 12, 3 s ago`, of the newest block that a node shows. One that is older than any idle chain's says so: the node
 * may be behind, or the chain stand.
 */
export function blockTime(block: BlockMoment, now: number = Date.now()): string {
  const ageMs = now - Number(block.time);
  const isOld = ageMs > defaultHeadAgeMsMax;
  return `${pastBlockTime(block, now)}${isOld ? ': the node may be behind' : ''}`;
}

/** The same of a block that was asked for, however old. */
export function pastBlockTime({ height, time }: BlockMoment, now: number = Date.now()): string {
  return `block ${height}, ${age(now - Number(time))}`;
}

/** A block's time may be so far ahead of a clock that is right. */
const unremarkableAheadMs = 5_000;

/** Times in words that fit the distance; a clock that is a little behind says `just now`. */
export function age(ms: number): string {
  if (ms < -unremarkableAheadMs) return `${span(-ms)} ahead of the clock here`;
  return ms < 1_000 ? 'just now' : `${span(ms)} ago`;
}

function span(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
