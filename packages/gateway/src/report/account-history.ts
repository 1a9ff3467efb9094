/** What happened to a balance within a time, proven: it ends with a balance of the state, and each entry with its block. */
import {
  getBalance,
  getHistory,
  getReportedTransaction,
  type LightClient,
  ProofError,
  verifyHistory,
  verifyHistoryEntry,
} from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { type AssetCode, limits } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';

export interface HistoryWanted {
  readonly address: Address;
  readonly asset: AssetCode;
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
  const isBegun = (entry: HistoryEntry): boolean => Number(entry.time) < fromMs;
  const { entries, balance, isWhole } = await fetchBack(light, { address, asset }, isBegun);
  verifyHistory({ address, asset, entries, balance, isWhole });
  const before = entries.filter(isBegun);
  const within = entries.filter((entry) => !isBegun(entry) && Number(entry.time) < toMs);
  const after = entries.find(({ time }) => Number(time) >= toMs);
  for (const entry of within) await proveEntry(light, { address, asset, entry });
  const opening = before.at(-1)?.after ?? within[0]?.before ?? after?.before ?? balance.value;
  const closing = within.at(-1)?.after ?? opening;
  return { entries: within, opening, closing };
}

/** Where an entry is in the chain. */
export interface EntryPlace {
  readonly height: bigint;
  readonly position: number;
}

const isBehind = (one: EntryPlace, other: EntryPlace): boolean =>
  one.height > other.height || (one.height === other.height && one.position > other.position);

/** The entries behind a place, the oldest first; each is proven. Throws as `fetchAccountHistory` does. */
export async function fetchEntriesBehind(
  light: LightClient,
  of: { readonly address: Address; readonly asset: AssetCode },
  place: EntryPlace,
): Promise<readonly HistoryEntry[]> {
  const isBegun = (entry: HistoryEntry): boolean => !isBehind(entry, place);
  const { entries, balance, isWhole } = await fetchBack(light, of, isBegun);
  verifyHistory({ ...of, entries, balance, isWhole });
  const behind = entries.filter((entry) => !isBegun(entry));
  for (const entry of behind) await proveEntry(light, { ...of, entry });
  return behind;
}

/** All entries from the newest back to the first for which this holds, with the balance that they lead to. */
async function fetchBack(
  light: LightClient,
  { address, asset }: { readonly address: Address; readonly asset: AssetCode },
  isBegun: (entry: HistoryEntry) => boolean,
) {
  for (let attempt = 1; ; attempt++) {
    const [newest, balance] = await Promise.all([
      getHistory(light.client, address, asset, { side: 'before', place: null }),
      getBalance(light, address, asset),
    ]);
    const entries = newest.entries.toReversed();
    let page = entries;
    while (page.length === limits.historyPageMax) {
      const [first] = page;
      if (first === undefined || isBegun(first)) break;
      const place = { height: first.height, position: first.position };
      const older = await getHistory(light.client, address, asset, { side: 'before', place });
      page = older.entries.toReversed();
      entries.unshift(...page);
    }
    // Both are of the same block, if the chain is not too quick for that.
    if (balance.header.height === newest.height || attempt === 5) {
      return { entries, balance, isWhole: page.length < limits.historyPageMax };
    }
  }
}

async function proveEntry(
  light: LightClient,
  of: { readonly address: Address; readonly asset: AssetCode; readonly entry: HistoryEntry },
): Promise<void> {
  const { transactionId, height } = of.entry;
  if (transactionId === null) return;
  const { final } = await getReportedTransaction(light.client, transactionId);
  if (final === null) {
    throw new ProofError('wrong_transaction', 'the node has a line that is not final');
  }
  await light.check(height, (trusted) => verifyHistoryEntry(trusted, light.verifier, of, final));
}
