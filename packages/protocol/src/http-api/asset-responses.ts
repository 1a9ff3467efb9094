/** Assets: what they are, their rules, and whom the rules concern. */

import { assetRecordCodec } from '../asset.ts';
import type { ValueOf } from '../codec.ts';
import { container, list, optional } from '../codec-composite.ts';
import { limits } from '../limits.ts';
import { assetCodeCodec } from '../scalars.ts';
import { provenEntryCodec } from './proven-entry.ts';

/** `GET /v1/assets?after={asset}`: in the order of their codes, a page at a time. */
export const assetsResponseCodec = container({
  assets: list(assetRecordCodec, limits.listPageMax),
  /** What to name as `after` for the next page; `null`: this is the last one. */
  next: optional(assetCodeCodec),
});

/** `GET /v1/assets/{asset}` */
export const assetResponseCodec = container({ entry: provenEntryCodec('asset') });

/** `GET /v1/assets/{asset}/rules`: what its issuer may do to holders. No record: all off, and nothing locked. */
export const assetRulesResponseCodec = container({ entry: provenEntryCodec('assetRules') });

/** `GET /v1/assets/{asset}/holders/{address}`: how the rules of an asset concern an account. */
export const holderResponseCodec = container({
  /** Since which block it is frozen; no record: it is not. */
  freezeEntry: provenEntryCodec('freeze'),
  /** Since which block it is on the allow-list; no record: it is not there. */
  allowEntry: provenEntryCodec('allow'),
});

/** `GET /v1/assets/{asset}/auditor`: who else can read what is sealed in payments of an asset. */
export const auditorResponseCodec = container({ entry: provenEntryCodec('auditor') });

export type AssetsResponse = ValueOf<typeof assetsResponseCodec>;
export type AssetResponse = ValueOf<typeof assetResponseCodec>;
export type AssetRulesResponse = ValueOf<typeof assetRulesResponseCodec>;
export type HolderResponse = ValueOf<typeof holderResponseCodec>;
export type AuditorResponse = ValueOf<typeof auditorResponseCodec>;
