/** The history of balances: how entries of the state become entries of the index. */
import type { BalanceEntry, StateChanges } from '@trellis/ledger';
import { entriesOf } from '@trellis/protocol';

/** The balances of the genesis, as entries of the histories they begin. */
export function firstBalances(changes: StateChanges): readonly BalanceEntry[] {
  return [...entriesOf('balance', changes)].flatMap(([key, record]) =>
    record === null ? [] : [{ position: 0, key, amount: record.amount }],
  );
}
