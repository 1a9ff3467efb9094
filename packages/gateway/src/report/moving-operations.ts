/** Which operations of an entry can have changed the balance, and between whom. */
import type { BalanceName } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { accountsOf, isUnknown, type Operation, operationMovements } from '@trellis/protocol';
import type { HistoryEntry } from '@trellis/protocol/http-api';

/** The operations that can have changed the balance. */
export function movingOperations(entry: HistoryEntry, balance: BalanceName): readonly Operation[] {
  const done = entry.status === 'success' ? entry.transaction?.operations : [];
  return (done ?? []).filter((one) => !isUnknown(one)).filter((one) => canMove(one, balance));
}

/** Whether an operation can have moved units of the asset from or to the account, or a hold of it. */
function canMove(operation: Operation, { address, asset }: BalanceName): boolean {
  return operationMovements(operation).some(
    (one) => (one.asset ?? asset) === asset && accountsOf(one).includes(address),
  );
}

/** Who did it, and those between whom units moved. */
export function partiesOf(operation: Operation): readonly Address[] {
  return [operation.source, ...operationMovements(operation).flatMap(accountsOf)];
}
