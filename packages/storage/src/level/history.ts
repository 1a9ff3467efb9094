/** The history of balances: how entries of the state become entries of the index. */
import type { Address } from '@trellis/crypto';
import { type BalanceEntry, isBalanceKey, type StateChanges } from '@trellis/ledger';
import type { AssetCode, BalanceRecord, StateKey } from '@trellis/protocol';

/** The balances of the genesis, as entries of the histories they begin. */
export function firstBalances(changes: StateChanges): readonly BalanceEntry[] {
  return [...changes].flatMap(([key, record]) =>
    // A key's prefix is its kind.
    isBalanceKey(key) && record !== null
      ? [{ position: 0, key, amount: (record as BalanceRecord).amount }]
      : [],
  );
}

/** Whose balance of what a key is for: `balance/ACCOUNT/ASSET`. */
export function balancePlace(key: StateKey<'balance'>): {
  readonly account: Address;
  readonly asset: AssetCode;
} {
  const [, account, asset] = key.split('/');
  // `balanceKey` makes no others.
  return { account: account as Address, asset: asset as AssetCode };
}
