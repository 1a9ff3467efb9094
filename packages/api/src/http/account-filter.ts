/** Which transactions of a final block concern an account. */
import type { Address, Hash } from '@trellis/crypto';
import type { ChainReader } from '@trellis/engine';
import {
  affectedAccounts,
  decodeTrusted,
  encodedTransactionId,
  type Height,
  transactionCodec,
} from '@trellis/protocol';

/** Transactions by the accounts that they concern. */
export type AffectedIndex = ReadonlyMap<Address, ReadonlySet<Hash>>;

/** The index of a final block; its content is read and decoded, so whoever needs it twice keeps it. */
export function affectedIndex(
  store: Pick<ChainReader, 'finalBody'>,
  height: Height,
): AffectedIndex {
  const index = new Map<Address, Set<Hash>>();
  for (const { encoded } of store.finalBody(height)?.transactions ?? []) {
    const id = encodedTransactionId(encoded);
    const transaction = decodeTrusted(transactionCodec, encoded, 'a transaction');
    for (const account of affectedAccounts(transaction)) {
      const ids = index.get(account);
      if (ids === undefined) index.set(account, new Set([id]));
      else ids.add(id);
    }
  }
  return index;
}
