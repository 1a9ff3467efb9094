/** setAssetRules: the issuer changes what it may do to holders, as far as it isn't locked. */
import {
  type AssetRuleName,
  type AssetRules,
  assetRuleNames,
  type OperationOf,
  type Status,
  stateKey,
} from '@trellis/protocol';
import { assetRulesOf, ownAsset } from '../state/asset-rules.ts';
import type { Overlay } from '../state/state.ts';

export function setAssetRules(
  state: Overlay,
  { source, asset, rules }: OperationOf<'setAssetRules'>,
): Status {
  if (!namesOnceInOrder(rules.locked)) return 'invalid_rules';
  const owned = ownAsset(state, source, asset);
  if (typeof owned === 'string') return owned;
  const current = assetRulesOf(state, asset);
  const kept = (name: AssetRuleName) => rules[name] === current[name];
  if (!current.locked.every((name) => kept(name) && rules.locked.includes(name))) {
    return 'rule_locked';
  }
  if (assetRuleNames.every(kept) && rules.locked.length === current.locked.length) {
    return 'no_change';
  }
  if (rules.supplyMax !== null && rules.supplyMax < owned.supply) return 'supply_exceeded';

  // Without the rule nothing is frozen: neither the asset nor the accounts that were.
  const frozen = rules.freeze === 'issuer' && current.frozen;
  state.set(stateKey.assetRules(asset), { ...rules, frozen });
  return 'success';
}

function namesOnceInOrder(locked: AssetRules['locked']): boolean {
  const inOrder = assetRuleNames.filter((name) => locked.includes(name));
  return locked.length === inOrder.length && locked.every((name, index) => name === inOrder[index]);
}
