/** Answers about what the issuer of an asset may do to its holders, and has done. */
import type { Address } from '@trellis/crypto';
import { type AssetCode, stateKey } from '@trellis/protocol';
import type {
  AssetRulesResponse,
  AssetsResponse,
  AuditorResponse,
  HolderResponse,
} from '@trellis/protocol/http-api';
import { pageOf } from '../http/page.ts';
import { ApiError } from '../http/problem.ts';
import { provenEntry } from '../http/proven-entry.ts';
import type { ApiSources } from '../http/sources.ts';

export function assetRulesAnswer(sources: ApiSources, asset: AssetCode): AssetRulesResponse {
  expectAsset(sources, asset);
  return { entry: provenEntry(sources, stateKey.assetRules(asset)) };
}

export function holderAnswer(
  sources: ApiSources,
  asset: AssetCode,
  address: Address,
): HolderResponse {
  expectAsset(sources, asset);
  return {
    freezeEntry: provenEntry(sources, stateKey.freeze(asset, address)),
    allowEntry: provenEntry(sources, stateKey.allow(asset, address)),
  };
}

export function auditorAnswer(sources: ApiSources, asset: AssetCode): AuditorResponse {
  expectAsset(sources, asset);
  return { entry: provenEntry(sources, stateKey.auditor(asset)) };
}

function expectAsset({ store }: ApiSources, asset: AssetCode): void {
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
