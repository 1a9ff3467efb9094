/** What a transaction that is in a block moved: its fee, and what its operations moved if they were applied. */
import type { Address, Hash } from '@trellis/crypto';
import { feePaid, type Movement, type Units } from './movement.ts';
import { operationMovements } from './operation.ts';
import type { Receipt } from './receipt.ts';
import type { AssetCode } from './scalars.ts';
import type { Transaction } from './transaction.ts';

/** What neither a transaction nor its receipt says, as far as it is known. */
export interface MovementFacts {
  /** The asset that fees were paid in, and who got them. */
  readonly fees?: { readonly asset: AssetCode; readonly recipient: Address };
  /** What was in a hold before the transaction. */
  readonly heldIn?: (hold: Hash) => Units | null;
}

/** The movements of a transaction in their order, the fee first. */
export function transactionMovements(
  { sender, operations }: Transaction,
  { status, fee }: Pick<Receipt, 'status' | 'fee'>,
  { fees, heldIn }: MovementFacts = {},
): readonly Movement[] {
  const paid = { from: sender, to: fees?.recipient ?? null, asset: fees?.asset ?? null };
  const byFee = fee === 0n ? [] : [feePaid({ ...paid, amount: fee })];
  if (status !== 'success') return byFee;
  const byOperations = operations.flatMap((one) =>
    operationMovements(one, 'hold' in one ? heldIn?.(one.hold) : null),
  );
  return [...byFee, ...byOperations];
}
