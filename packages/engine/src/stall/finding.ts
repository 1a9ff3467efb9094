/** One thing that is told of a stall, and the words that all of them are put in. */
import type { StallCause } from '@trellis/protocol/http-api';

export interface Finding {
  readonly cause: StallCause;
  readonly sentence: string;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

export function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
