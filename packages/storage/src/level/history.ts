/** The history of balances: what an entry of the index is, and how entries of the state become it. */
import type { Address } from '@trellis/crypto';
import type { BalanceEntry, StateChanges } from '@trellis/ledger';
import { type AssetCode, entriesOf, type Height } from '@trellis/protocol';

/** Where in the chain a balance was changed; see `BalanceEntry`. */
export interface HistoryPlace {
  readonly height: Height;
  readonly position: number;
}

/** A balance from some place on. */
export interface HistoryRecord extends HistoryPlace {
  readonly amount: bigint;
}

/** Entries of one balance on one side of a place, beginning with those next to it. */
export interface HistoryRange {
  readonly account: Address;
  readonly asset: AssetCode;
  readonly side: 'before' | 'after';
  readonly place: HistoryPlace;
  readonly count: number;
}

/** The balances of the genesis, as entries of the histories they begin. */
export function firstBalances(changes: StateChanges): readonly BalanceEntry[] {
  return [...entriesOf('balance', changes)].flatMap(([key, record]) =>
    record === null ? [] : [{ position: 0, key, amount: record.amount }],
  );
}
