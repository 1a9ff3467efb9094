/** Builds the answer about the history of a balance. */
import type { Address } from '@trellis/crypto';
import { type AssetCode, decodeTrusted, toHeight, transactionCodec } from '@trellis/protocol';
import type { HistoryEntry, HistoryResponse } from '@trellis/protocol/http-api';
import type { HistoryPlace, HistoryRange, HistoryRecord } from '@trellis/storage';
import type { ApiSources } from '../http/sources.ts';

type Sources = Pick<ApiSources, 'store'>;

export interface HistoryQuery extends Pick<HistoryRange, 'account' | 'asset' | 'side' | 'count'> {
  /** `null`: the end that the side begins at. */
  readonly place: HistoryPlace | null;
}

export async function historyAnswer(
  sources: Sources,
  { account, asset, side, count, place }: HistoryQuery,
): Promise<HistoryResponse> {
  const { height } = sources.store.head().header;
  const from = place ?? endOf(side);
  // One more, as each entry begins with the balance of the one before it.
  const found = await sources.store.history({
    account,
    asset,
    side,
    place: from,
    count: count + 1,
  });
  // A block may have been written in the meantime.
  const records = found.filter((one) => one.height <= height);
  const entries =
    side === 'before'
      ? records.slice(0, count).map((record, index) => [record, records[index + 1]] as const)
      : await withPrevious(sources, { account, asset }, records.slice(0, count));
  return {
    address: account,
    asset,
    height,
    entries: entries.map(([record, previous]) => entryOf(sources, record, previous?.amount ?? 0n)),
  };
}

type Pair = readonly [record: HistoryRecord, previous: HistoryRecord | undefined];

async function withPrevious(
  { store }: Sources,
  balance: { readonly account: Address; readonly asset: AssetCode },
  records: readonly HistoryRecord[],
): Promise<readonly Pair[]> {
  const [first] = records;
  if (first === undefined) return [];
  const range = { ...balance, side: 'before', place: first, count: 1 } as const;
  const [previous] = await store.history(range);
  return records.map((record, index) => [record, records[index - 1] ?? previous]);
}

/** Before everything but the genesis, or after it all: no entry of a transaction is at either. */
function endOf(side: HistoryRange['side']): HistoryPlace {
  return side === 'before'
    ? { height: toHeight(2n ** 64n - 1n), position: 2 ** 32 - 1 }
    : { height: toHeight(0n), position: 0 };
}

const noTransaction = { transactionId: null, status: null, transaction: null } as const;

function entryOf({ store }: Sources, record: HistoryRecord, before: bigint): HistoryEntry {
  const { height, position, amount } = record;
  const final = store.finalHeader(height);
  if (final === undefined) throw new Error(`a history has block ${height}, and the chain has not`);
  const place = { height, position, time: final.header.time, before, after: amount };
  // A chain that was begun with a snapshot brings balances forward; how they came to be is not in it.
  if (height > 0n && height === store.base()) {
    return { ...place, before: amount, ...noTransaction };
  }
  if (position === 0) return { ...place, ...noTransaction };
  const body = store.finalBody(height)?.transactions[position - 1];
  const receipt = store.receipts(height)?.[position - 1];
  // The balances are kept when the block they come from is pruned.
  if (height < store.keeps().blocksFrom) return { ...place, ...noTransaction };
  if (body === undefined || receipt === undefined) {
    throw new Error(
      `a history has transaction ${position} of block ${height}, and the chain has not`,
    );
  }
  const { transactionId, status } = receipt;
  const transaction = decodeTrusted(transactionCodec, body.encoded, 'a transaction');
  return { ...place, transactionId, status, transaction };
}
