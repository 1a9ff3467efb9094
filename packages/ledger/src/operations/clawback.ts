/**
 * clawback: the issuer takes units back into its own account, whatever is frozen: that is what a freeze
 * is often for. It can burn them, or pay them to whom they belong, in the same transaction.
 */
import type { OperationOf, Status } from '@trellis/protocol';
import { assetRulesOf, ownAsset } from '../state/asset-rules.ts';
import { credit, debit } from '../state/balances.ts';
import type { UnitsOverlay } from '../state/state.ts';

export function clawback(
  state: UnitsOverlay,
  { source, from, asset, amount }: OperationOf<'clawback'>,
): Status {
  if (amount === 0n) return 'zero_amount';
  if (source === from) return 'same_account';
  const owned = ownAsset(state, source, asset);
  if (typeof owned === 'string') return owned;
  if (assetRulesOf(state, asset).clawback === 'never') return 'not_by_rules';

  return debit(state, from, asset, amount) ?? credit(state, source, asset, amount) ?? 'success';
}
