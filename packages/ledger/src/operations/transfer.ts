/** transfer: moves units from the source to another account. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { movementStatus } from '../state/asset-rules.ts';
import { credit, debit } from '../state/balances.ts';
import type { UnitsOverlay } from '../state/state.ts';

export function transfer(
  state: UnitsOverlay,
  { source, to, asset, amount }: OperationOf<'transfer'>,
): Status {
  if (amount === 0n) return 'zero_amount';
  if (source === to) return 'same_account';
  const record = state.get(stateKey.asset(asset));
  if (record === undefined) return 'unknown_asset';
  if (state.get(stateKey.account(to)) === undefined) return 'unknown_account';

  return (
    movementStatus(state, record, [source, to]) ??
    debit(state, source, asset, amount) ??
    credit(state, to, asset, amount) ??
    'success'
  );
}
