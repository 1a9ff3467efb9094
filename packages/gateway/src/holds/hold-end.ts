/** What became of a hold: paid to its payee, given back, or still open; each is proven. */
import {
  entriesBehind,
  getHold,
  getTransaction,
  isBroughtForward,
  type LightClient,
} from '@trellis/client';
import type { Address, Hash } from '@trellis/crypto';
import { type AssetCode, isUnknown, type Operation } from '@trellis/protocol';
import type { FinalTransaction } from '@trellis/protocol/http-api';

/** A hold that a transaction has made, by its one operation. */
export interface MadeHold {
  readonly id: Hash;
  readonly transactionId: Hash;
  /** Of the block that made it. */
  readonly height: bigint;
  readonly payee: Address;
  readonly asset: AssetCode;
}

export type HoldEnd =
  | { readonly type: 'open' }
  | {
      readonly type: 'paid';
      readonly transactionId: Hash;
      readonly height: bigint;
      /** Milliseconds since 1970. */
      readonly time: bigint;
      /** What the payee got, `null` for all of it. */
      readonly amount: bigint | null;
    }
  | { readonly type: 'back'; readonly isExpired: boolean };

/** Throws what asking the node throws. */
export async function endOfHold(light: LightClient, hold: MadeHold): Promise<HoldEnd> {
  const { value, header } = await getHold(light, hold.id);
  // A node that is behind the block that made it does not know it yet.
  if (value !== null || header.height < hold.height) return { type: 'open' };
  const made = await getTransaction(light, hold.transactionId);
  const [reserved] = made.signed.transaction.operations;
  if (reserved === undefined || isUnknown(reserved) || reserved.type !== 'reserve') {
    throw new Error(`transaction ${hold.transactionId} makes no hold`);
  }
  const of = { address: hold.payee, asset: hold.asset };
  const place = { height: hold.height, position: 0 };
  for await (const { entry, final } of entriesBehind(light, of, place)) {
    if (isBroughtForward(entry)) {
      throw new Error('the node began with a snapshot, and has not what became of the hold');
    }
    const paid = final && paymentOf(final, hold.id);
    if (final === null || !paid) continue;
    const { transactionId, height } = final;
    const amount = paid.type === 'postHold' && paid.amount < reserved.amount ? paid.amount : null;
    return { type: 'paid', transactionId, height, time: entry.time, amount };
  }
  return { type: 'back', isExpired: header.time >= reserved.expiresAt };
}

function paymentOf({ signed, receipt }: FinalTransaction, id: Hash) {
  if (receipt.status !== 'success') return undefined;
  return signed.transaction.operations.find(
    (one): one is Extract<Operation, { type: 'postHold' | 'claimHold' }> =>
      (one.type === 'postHold' || one.type === 'claimHold') && one.hold === id,
  );
}
