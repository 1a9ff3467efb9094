import { type AssetCode, stateKey } from '@trellis/protocol';
import type { AssetsResponse } from '@trellis/protocol/http-api';
import { pageOf } from '../http/page.ts';
import { ApiError } from '../http/problem.ts';
import type { ApiSources } from '../http/sources.ts';

/** Throws `ApiError` `not_found` when there is no such asset. */
export function expectAsset({ store }: ApiSources, asset: AssetCode): void {
  if (store.state.get(stateKey.asset(asset)) !== undefined) return;
  throw new ApiError('not_found', `there is no asset ${asset}`);
}

export async function assetsAnswer(
  { store }: ApiSources,
  after: AssetCode | undefined,
  limit: number,
): Promise<AssetsResponse> {
  const records = store.records('asset', after && stateKey.asset(after));
  const { items, next } = await pageOf(records, limit, ([, { asset }]) => asset);
  return { assets: items.map(([, record]) => record), next };
}
