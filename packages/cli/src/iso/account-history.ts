/** What happened to a balance within a time, proven: it ends with a balance of the state, and each entry with its block. */
import {
  getBalance,
  getHistory,
  getReportedTransaction,
  verifyHistory,
  verifyHistoryEntry,
} from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { type AssetCode, limits } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';
import { UsageError } from '../command-error.ts';
import type { Session } from '../session.ts';

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
  session: Session,
  { address, asset, fromMs, toMs }: HistoryWanted,
): Promise<AccountHistory> {
  const { entries, balance, isWhole } = await fetchSince(session, { address, asset, fromMs, toMs });
  verifyHistory({ address, asset, entries, balance, isWhole });
  const before = entries.filter(({ time }) => Number(time) < fromMs);
  const within = entries.filter(({ time }) => Number(time) >= fromMs && Number(time) < toMs);
  const after = entries.find(({ time }) => Number(time) >= toMs);
  for (const entry of within) await proveEntry(session, { address, asset, entry });
  const opening = before.at(-1)?.after ?? within[0]?.before ?? after?.before ?? balance.value;
  const closing = within.at(-1)?.after ?? opening;
  return { entries: within, opening, closing };
}

/** All entries from the newest back to the first before the time, with the balance that they lead to. */
async function fetchSince(session: Session, { address, asset, fromMs }: HistoryWanted) {
  const light = await session.light();
  for (let attempt = 1; ; attempt++) {
    const [newest, balance] = await Promise.all([
      getHistory(session.client, address, asset, { side: 'before', place: null }),
      getBalance(light, address, asset),
    ]);
    const entries = newest.entries.toReversed();
    let page = entries;
    while (page.length === limits.historyPageMax && Number(page[0]?.time ?? 0) >= fromMs) {
      const [first] = page;
      if (first === undefined) break;
      const place = { height: first.height, position: first.position };
      const older = await getHistory(session.client, address, asset, { side: 'before', place });
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
  session: Session,
  of: { readonly address: Address; readonly asset: AssetCode; readonly entry: HistoryEntry },
): Promise<void> {
  const { transactionId } = of.entry;
  const { trusted } = session;
  if (trusted === null) {
    throw new UsageError(
      'no_trusted_genesis',
      'without a trusted genesis nothing is proven; name one with --genesis',
    );
  }
  if (transactionId === null) return;
  const { final } = await getReportedTransaction(session.client, transactionId);
  if (final === null) throw new UsageError('not_final', 'the node has a line that is not final');
  await verifyHistoryEntry(trusted, session.provider, of, final);
}
