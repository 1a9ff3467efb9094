/** freeze and unfreeze: the issuer stops an account, or everybody, from moving its asset. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { assetRulesOf, ownAsset } from '../state/asset-rules.ts';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';

export function setFrozen(
  state: Overlay,
  { type, source, asset, account }: OperationOf<'freeze' | 'unfreeze'>,
  { height }: BlockContext,
): Status {
  const owned = ownAsset(state, source, asset);
  if (typeof owned === 'string') return owned;
  const rules = assetRulesOf(state, asset);
  if (rules.freeze === 'never') return 'not_by_rules';
  if (account === null) {
    const frozen = type === 'freeze';
    if (rules.frozen === frozen) return 'no_change';
    state.set(stateKey.assetRules(asset), { ...rules, frozen });
    return 'success';
  }
  if (state.get(stateKey.account(account)) === undefined) return 'unknown_account';
  const key = stateKey.freeze(asset, account);
  if ((state.get(key) !== undefined) === (type === 'freeze')) return 'no_change';

  state.set(key, type === 'freeze' ? { since: height } : null);
  return 'success';
}
