/** Which transactions of a final block concern an account. */
import type { Address, Hash } from '@trellis/crypto';
import type { ChainReader } from '@trellis/engine';
import { readTransaction } from '@trellis/ledger';
import { affectedAccounts, type Height } from '@trellis/protocol';

/** Transactions by the accounts that they concern. */
export type AffectedIndex = ReadonlyMap<Address, ReadonlySet<Hash>>;

/** The index of a final block; its content is read and decoded, so whoever needs it twice keeps it. */
export function affectedIndex(
  store: Pick<ChainReader, 'finalContent'>,
  height: Height,
): AffectedIndex {
  const index = new Map<Address, Set<Hash>>();
  for (const encoded of store.finalContent(height)?.transactions ?? []) {
    const known = readTransaction(encoded);
    if (!known.ok) throw new Error(`a transaction of block ${height} in the store is malformed`);
    const { id, signed } = known.value;
    for (const account of affectedAccounts(signed.transaction)) {
      const ids = index.get(account);
      if (ids === undefined) index.set(account, new Set([id]));
      else ids.add(id);
    }
  }
  return index;
}
