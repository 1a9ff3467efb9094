/**
 * Accounts that keys of this browser sign for beside those that follow from the keys: of several keys, or of a key that took the
 * place of another. No key leads to them, so the wallet writes down those that it meets.
 */
import { type Address, formatAddress, parseAddress } from '@trellis/crypto';
import { policyAddress, type Transaction } from '@trellis/protocol';
import type { Database } from './database.ts';
import type { WalletKey } from './vault.ts';

/** In the order of their addresses. */
export async function listShared(database: Database): Promise<readonly Address[]> {
  const kept = await database.getAllKeys('shared');
  return kept.flatMap((text) => parseAddress(text) ?? []);
}

export async function keepShared(database: Database, accounts: readonly Address[]): Promise<void> {
  const transaction = database.transaction('shared', 'readwrite');
  await Promise.all([
    ...accounts.map((account) => transaction.store.put({ address: formatAddress(account) })),
    transaction.done,
  ]);
}

export function forgetShared(database: Database, account: Address): Promise<void> {
  return database.delete('shared', formatAddress(account));
}

/** Those that a transaction makes with the key as one of several, and the one that it is signed for. */
export function sharedIn(
  { operations }: Transaction,
  { address, account }: Pick<WalletKey, 'address' | 'account'>,
  signedFor: Address,
): readonly Address[] {
  const made = operations.flatMap((one) =>
    one.type === 'createAccount' &&
    one.policy.keys.some((key) => formatAddress(key.address) === address)
      ? [policyAddress(one.policy)]
      : [],
  );
  return [...new Set([...made, signedFor])].filter((one) => one !== account);
}
