/** Assets: what they are, their rules, and whom the rules concern. */

import { assetRecordCodec } from '../asset.ts';
import { assetRulesRecordCodec } from '../asset-rules.ts';
import type { ValueOf } from '../codec.ts';
import { addressCodec } from '../codec-basic.ts';
import { container, list, optional } from '../codec-composite.ts';
import { assetCodeCodec, heightCodec } from '../scalars.ts';
import { auditorRecordCodec } from '../sealed.ts';
import { listPageMax } from './list-page.ts';
import { provenEntryCodec } from './proven-entry.ts';

/** `GET /v1/assets?after={asset}`: in the order of their codes, a page at a time. */
export const assetsResponseCodec = container({
  assets: list(assetRecordCodec, listPageMax),
  /** What to name as `after` for the next page; `null`: this is the last one. */
  next: optional(assetCodeCodec),
});

/** `GET /v1/assets/{asset}` */
export const assetResponseCodec = container({ asset: assetRecordCodec, entry: provenEntryCodec });

/** `GET /v1/assets/{asset}/rules`: what its issuer may do to holders. */
export const assetRulesResponseCodec = container({
  asset: assetCodeCodec,
  /** All off, and nothing locked, when the entry proves that there is no record. */
  rules: assetRulesRecordCodec,
  entry: provenEntryCodec,
});

/** `GET /v1/assets/{asset}/holders/{address}`: how the rules of an asset concern an account. */
export const holderResponseCodec = container({
  asset: assetCodeCodec,
  address: addressCodec,
  /** The block that froze it; `null`: it is not frozen. */
  frozenSince: optional(heightCodec),
  /** The block that put it on the allow-list; `null`: it is not there. */
  listedSince: optional(heightCodec),
  freezeEntry: provenEntryCodec,
  allowEntry: provenEntryCodec,
});

/** `GET /v1/assets/{asset}/auditor`: who else can read what is sealed in payments of an asset. */
export const auditorResponseCodec = container({
  asset: assetCodeCodec,
  auditor: optional(auditorRecordCodec),
  entry: provenEntryCodec,
});

export type AssetsResponse = ValueOf<typeof assetsResponseCodec>;
export type AssetResponse = ValueOf<typeof assetResponseCodec>;
export type AssetRulesResponse = ValueOf<typeof assetRulesResponseCodec>;
export type HolderResponse = ValueOf<typeof holderResponseCodec>;
export type AuditorResponse = ValueOf<typeof auditorResponseCodec>;
