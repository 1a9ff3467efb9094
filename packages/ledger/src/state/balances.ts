/** Moving amounts between accounts without ever making or losing a unit. */
import type { Address } from '@trellis/crypto';
import { type AssetCode, amountMax, type Status, stateKey } from '@trellis/protocol';
import type { State, UnitsOverlay } from './state.ts';

/** What an account holds of an asset. */
export function balanceOf(state: State, account: Address, asset: AssetCode): bigint {
  return state.get(stateKey.balance(account, asset))?.amount ?? 0n;
}

/** Takes `amount` away, or says that there is less. */
export function debit(
  state: UnitsOverlay,
  account: Address,
  asset: AssetCode,
  amount: bigint,
): Status | undefined {
  const held = balanceOf(state, account, asset);
  if (held < amount) return 'insufficient_funds';
  setBalance(state, account, asset, held - amount);
  return undefined;
}

/** Adds `amount`, or says that it doesn't fit. */
export function credit(
  state: UnitsOverlay,
  account: Address,
  asset: AssetCode,
  amount: bigint,
): Status | undefined {
  const held = balanceOf(state, account, asset);
  if (held + amount > amountMax) return 'amount_overflow';
  setBalance(state, account, asset, held + amount);
  return undefined;
}

/** A balance of zero is the absence of a record, so that there is one way to say it. */
function setBalance(state: UnitsOverlay, account: Address, asset: AssetCode, amount: bigint): void {
  state.set(stateKey.balance(account, asset), amount === 0n ? null : { amount });
}
