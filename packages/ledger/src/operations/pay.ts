/** pay: a transfer that says what it is for; the ledger moves the units and keeps the words as they are. */
import type { OperationOf, Status } from '@trellis/protocol';
import type { UnitsOverlay } from '../state/state.ts';
import { transfer } from './transfer.ts';

export function pay(
  state: UnitsOverlay,
  { source, to, asset, amount }: OperationOf<'pay'>,
): Status {
  return transfer(state, { type: 'transfer', source, to, asset, amount });
}
