/** The state of a block while it is executed, with a note of every balance in the order it was changed. */
import { type BalanceRecord, isKeyOf, type StateKey } from '@trellis/protocol';
import { type ChangedState, createOverlay, type State } from './state.ts';

/** A balance after a part of a block. */
export interface BalanceEntry {
  /** 0: before the transactions, such as a hold that expired; n: the n-th transaction, from 1 on. */
  readonly position: number;
  readonly key: StateKey<'balance'>;
  readonly amount: bigint;
}

export interface BlockOverlay extends ChangedState {
  /** In order; of two with the same key and position the later counts. */
  readonly balances: readonly BalanceEntry[];
  /** What is changed from now on is by the next transaction. */
  nextTransaction(): void;
}

/** A draft of the state after a block; nothing in it counts until its changes are taken. */
export function createBlockOverlay(base: State): BlockOverlay {
  const overlay = createOverlay(base);
  const balances: BalanceEntry[] = [];
  let position = 0;
  return {
    changes: overlay.changes,
    get: overlay.get,
    balances,
    nextTransaction() {
      position += 1;
    },
    set(key, record) {
      overlay.set(key, record);
      if (!isKeyOf('balance', key)) return;
      // A key's prefix is its kind.
      balances.push({ position, key, amount: (record as BalanceRecord | null)?.amount ?? 0n });
    },
  };
}
