/** When something was true: a proof is about its own block, however old that is. */
import type { BlockHeader } from '@trellis/protocol';

/** `block 12, 3 s ago` */
export function blockTime(
  { height, time }: Pick<BlockHeader, 'height' | 'time'>,
  now: number = Date.now(),
): string {
  return `block ${height}, ${age(now - Number(time))}`;
}

/** Times in words that fit the distance; a clock that is a little ahead says `just now`. */
export function age(ms: number): string {
  if (ms < 1_000) return 'just now';
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}
