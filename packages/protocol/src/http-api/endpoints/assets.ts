/** Assets, and the rules that their issuers set. */
import type { AssetCode } from '../../scalars.ts';
import { stateKey } from '../../state-key.ts';
import {
  assetResponseCodec,
  assetRulesResponseCodec,
  assetsResponseCodec,
  auditorResponseCodec,
  holderResponseCodec,
} from '../asset-responses.ts';
import { proving, reading } from '../endpoint.ts';
import { addressInPath, afterAssetInQuery, assetInPath, pageLimitInQuery } from '../parameters.ts';
import type { Absence } from '../proven-entry.ts';

/** That there is no such asset. */
const absence = ({ asset }: { readonly asset: AssetCode }): Absence => ({
  key: stateKey.asset(asset),
  what: `asset ${asset}`,
});

export const getAssets = reading({
  path: '/v1/assets',
  tag: 'Assets',
  accounts: 'none',
  summary: 'Assets in the order of their codes',
  parameters: { after: afterAssetInQuery, limit: pageLimitInQuery },
  gives: assetsResponseCodec,
});

export const getAsset = proving({
  path: '/v1/assets/{asset}',
  tag: 'Assets',
  accounts: 'none',
  summary: 'One asset, with its proof',
  parameters: { asset: assetInPath },
  absence,
  keys: ({ asset }) => ({ entry: stateKey.asset(asset) }),
  gives: assetResponseCodec,
});

export const getAssetRules = proving({
  path: '/v1/assets/{asset}/rules',
  tag: 'Assets',
  accounts: 'none',
  summary: 'What the issuer may do to holders, with the proof',
  parameters: { asset: assetInPath },
  absence,
  keys: ({ asset }) => ({ entry: stateKey.assetRules(asset) }),
  gives: assetRulesResponseCodec,
});

export const getHolder = proving({
  path: '/v1/assets/{asset}/holders/{address}',
  tag: 'Assets',
  accounts: 'path',
  summary: 'Whether an account is frozen for an asset, or on its allow-list, with the proofs',
  parameters: { asset: assetInPath, address: addressInPath },
  absence,
  keys: ({ asset, address }) => ({
    freezeEntry: stateKey.freeze(asset, address),
    allowEntry: stateKey.allow(asset, address),
  }),
  gives: holderResponseCodec,
});

export const getAuditor = proving({
  path: '/v1/assets/{asset}/auditor',
  tag: 'Assets',
  accounts: 'none',
  summary: 'Who else can read sealed payments of an asset, with the proof',
  parameters: { asset: assetInPath },
  absence,
  keys: ({ asset }) => ({ entry: stateKey.auditor(asset) }),
  gives: auditorResponseCodec,
});
