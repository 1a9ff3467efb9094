/** Assets, and the rules that their issuers set. */
import {
  assetResponseCodec,
  assetRulesResponseCodec,
  assetsResponseCodec,
  auditorResponseCodec,
  holderResponseCodec,
} from '../asset-responses.ts';
import { reading } from '../endpoint.ts';
import { addressInPath, afterAssetInQuery, assetInPath, pageLimitInQuery } from '../parameters.ts';

export const getAssets = reading({
  path: '/v1/assets',
  tag: 'Assets',
  accounts: 'none',
  summary: 'Assets in the order of their codes, a page at a time',
  parameters: { after: afterAssetInQuery, limit: pageLimitInQuery },
  gives: assetsResponseCodec,
});

export const getAsset = reading({
  path: '/v1/assets/{asset}',
  tag: 'Assets',
  accounts: 'none',
  summary: 'One asset, with its proof',
  parameters: { asset: assetInPath },
  errors: ['not_found'],
  gives: assetResponseCodec,
});

export const getAssetRules = reading({
  path: '/v1/assets/{asset}/rules',
  tag: 'Assets',
  accounts: 'none',
  summary: 'What the issuer of an asset may do to its holders, with the proof',
  parameters: { asset: assetInPath },
  errors: ['not_found'],
  gives: assetRulesResponseCodec,
});

export const getHolder = reading({
  path: '/v1/assets/{asset}/holders/{address}',
  tag: 'Assets',
  accounts: 'path',
  summary: 'Whether an account is frozen for an asset, or on its allow-list, with the proofs',
  parameters: { asset: assetInPath, address: addressInPath },
  errors: ['not_found'],
  gives: holderResponseCodec,
});

export const getAuditor = reading({
  path: '/v1/assets/{asset}/auditor',
  tag: 'Assets',
  accounts: 'none',
  summary: 'Who else can read what is sealed in payments of an asset, with the proof',
  parameters: { asset: assetInPath },
  errors: ['not_found'],
  gives: auditorResponseCodec,
});
