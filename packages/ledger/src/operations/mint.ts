/** mint: the issuer makes new units of its asset. */
import { amountMax, type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { assetRulesOf, movementStatus, ownAsset } from '../state/asset-rules.ts';
import { credit } from '../state/balances.ts';
import type { UnitsOverlay } from '../state/state.ts';

export function mint(
  state: UnitsOverlay,
  { source, to, asset, amount }: OperationOf<'mint'>,
): Status {
  if (amount === 0n) return 'zero_amount';
  const owned = ownAsset(state, source, asset);
  if (typeof owned === 'string') return owned;
  if (state.get(stateKey.account(to)) === undefined) return 'unknown_account';
  const problem = movementStatus(state, owned, [to]);
  if (problem !== undefined) return problem;
  const supply = owned.supply + amount;
  if (supply > amountMax) return 'amount_overflow';
  const { supplyMax } = assetRulesOf(state, asset);
  if (supplyMax !== null && supply > supplyMax) return 'supply_exceeded';

  state.set(stateKey.asset(asset), { ...owned, supply });
  return credit(state, to, asset, amount) ?? 'success';
}
