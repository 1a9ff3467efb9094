/** mint: the issuer makes new units of its asset. */
import { accountKey, amountMax, assetKey, type OperationOf, type Status } from '@trellis/protocol';
import { credit } from '../balances.ts';
import type { Draft } from '../state.ts';

export function mint(state: Draft, { source, to, asset, amount }: OperationOf<'mint'>): Status {
  if (amount === 0n) return 'zero_amount';
  const record = state.get(assetKey(asset));
  if (record === undefined) return 'unknown_asset';
  if (record.issuer !== source) return 'not_issuer';
  if (state.get(accountKey(to)) === undefined) return 'unknown_account';
  if (record.supply + amount > amountMax) return 'amount_overflow';

  state.set(assetKey(asset), { ...record, supply: record.supply + amount });
  return credit(state, to, asset, amount) ?? 'success';
}
