/** burn: a holder destroys units of its own. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { movementStatus } from '../state/asset-rules.ts';
import { debit } from '../state/balances.ts';
import type { UnitsOverlay } from '../state/state.ts';

export function burn(state: UnitsOverlay, { source, asset, amount }: OperationOf<'burn'>): Status {
  if (amount === 0n) return 'zero_amount';
  const record = state.get(stateKey.asset(asset));
  if (record === undefined) return 'unknown_asset';
  const problem = movementStatus(state, record, [source]) ?? debit(state, source, asset, amount);
  if (problem !== undefined) return problem;

  state.set(stateKey.asset(asset), { ...record, supply: record.supply - amount });
  return 'success';
}
