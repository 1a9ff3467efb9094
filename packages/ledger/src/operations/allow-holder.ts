/** allowHolder and disallowHolder: the issuer says who may hold its asset, where the asset asks for that. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { assetRulesOf, ownAsset } from '../state/asset-rules.ts';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';

export function setListed(
  state: Overlay,
  { type, source, asset, account }: OperationOf<'allowHolder' | 'disallowHolder'>,
  { height }: BlockContext,
): Status {
  const owned = ownAsset(state, source, asset);
  if (typeof owned === 'string') return owned;
  if (state.get(stateKey.account(account)) === undefined) return 'unknown_account';
  // A list may be filled before it counts, but not where it can never count.
  const { holders, locked } = assetRulesOf(state, asset);
  if (holders === 'anyone' && locked.includes('holders')) return 'not_by_rules';
  const key = stateKey.allow(asset, account);
  if ((state.get(key) !== undefined) === (type === 'allowHolder')) return 'no_change';

  state.set(key, type === 'allowHolder' ? { since: height } : null);
  return 'success';
}
