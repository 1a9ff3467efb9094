/**
 * Who may move an asset: the one place where freezes and allow-lists are looked at. Every operation that
 * moves units asks here first; `debit` and `credit` only count.
 */
import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  type AssetRecord,
  type AssetRulesRecord,
  noAssetRules,
  type Status,
  stateKey,
} from '@trellis/protocol';
import type { State } from './state.ts';

/** The rules of an asset; none for one whose issuer never gave any. */
export function assetRulesOf(state: State, asset: AssetCode): AssetRulesRecord {
  return state.get(stateKey.assetRules(asset)) ?? noAssetRules;
}

/**
 * Why the rules of an asset keep these accounts from sending or receiving it, or nothing. Sending and
 * receiving are one question: whoever is frozen can do neither, and so can whoever is not listed.
 */
export function movementStatus(
  state: State,
  { asset, issuer }: AssetRecord,
  accounts: readonly Address[],
): Status | undefined {
  const rules = state.get(stateKey.assetRules(asset));
  if (rules === undefined) return undefined;
  if (rules.frozen) return 'asset_frozen';
  for (const account of accounts) {
    if (rules.freeze === 'issuer' && state.get(stateKey.freeze(asset, account)) !== undefined) {
      return 'account_frozen';
    }
    if (rules.holders === 'anyone' || account === issuer) continue;
    if (state.get(stateKey.allow(asset, account)) === undefined) return 'not_listed';
  }
  return undefined;
}

/** The asset as one that `source` issues, or why it can't control it. */
export function ownAsset(state: State, source: Address, asset: AssetCode): AssetRecord | Status {
  const record = state.get(stateKey.asset(asset));
  if (record === undefined) return 'unknown_asset';
  return record.issuer === source ? record : 'not_issuer';
}
