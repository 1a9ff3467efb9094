/** Builds the answer about the final transactions before a place. */
import { nextHeight } from '@trellis/protocol';
import type { HistoryPlace, TransactionsResponse } from '@trellis/protocol/http-api';
import type { ApiSources } from '../http/sources.ts';

export async function transactionsAnswer(
  store: ApiSources['store'],
  { before, limit }: { readonly before: HistoryPlace | undefined; readonly limit: number },
): Promise<TransactionsResponse> {
  const { height } = store.head().header;
  // What is after the newest block may be written just now.
  const end = { height: nextHeight(height), position: 0 };
  const place = before === undefined || before.height > height ? end : before;
  return { height, ...(await store.transactionsBefore(place, limit)) };
}
