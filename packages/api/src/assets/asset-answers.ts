import { type AssetCode, stateKey } from '@trellis/protocol';
import type { AssetsResponse } from '@trellis/protocol/http-api';
import { pageOf } from '../http/page.ts';
import type { ApiSources } from '../http/sources.ts';

export async function assetsAnswer(
  { store }: ApiSources,
  after: AssetCode | undefined,
  limit: number,
): Promise<AssetsResponse> {
  const records = store.records('asset', after && stateKey.asset(after));
  const { items, next } = await pageOf(records, limit, ([, { asset }]) => asset);
  return { assets: items.map(([, record]) => record), next };
}
