/** What happened to a balance within a time, proven: it ends with a balance of the state, and each entry with its block. */
import {
  type BalanceName,
  entriesBack,
  type LightClient,
  proveHistoryEntry,
} from '@trellis/client';
import type { HistoryEntry } from '@trellis/protocol/http-api';

export interface HistoryWanted extends BalanceName {
  /** Milliseconds since 1970: from the first on, and before the second. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface AccountHistory {
  /** The oldest first. */
  readonly entries: readonly HistoryEntry[];
  readonly opening: bigint;
  readonly closing: bigint;
}

/** Throws `ProofError` for what does not hold, and what asking the node throws. */
export async function fetchAccountHistory(
  light: LightClient,
  { address, asset, fromMs, toMs }: HistoryWanted,
): Promise<AccountHistory> {
  const of = { address, asset };
  const within: HistoryEntry[] = [];
  // An account without entries has never held any.
  let opening = 0n;
  for await (const entry of entriesBack(light, of)) {
    const time = Number(entry.time);
    opening = time < fromMs ? entry.after : entry.before;
    if (time < fromMs) break;
    if (time < toMs) within.push(entry);
  }
  const entries = within.reverse();
  for (const entry of entries) await proveHistoryEntry(light, { ...of, entry });
  return { entries, opening, closing: entries.at(-1)?.after ?? opening };
}
