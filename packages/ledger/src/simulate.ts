/** What a transaction would do in the next block, without its signatures being looked at. */

import type { Address } from '@trellis/crypto';
import {
  type AssetCode,
  entriesOf,
  isKeyOf,
  type Receipt,
  type Rejection,
  type StateKey,
  stateKeyParts,
} from '@trellis/protocol';
import { executeTransaction, rejectionInBlock, startBlock } from './execute.ts';
import type { KnownTransaction } from './known-transaction.ts';
import { balanceOf } from './state/balances.ts';
import type { BlockContext } from './state/block-context.ts';
import { createOverlay, type State } from './state/state.ts';
import { witnessClaims } from './witnesses.ts';

/** A balance that would be another. */
export interface BalanceChange {
  readonly account: Address;
  readonly asset: AssetCode;
  readonly before: bigint;
  readonly after: bigint;
}

/** What a transaction would do in the next block. */
export interface Simulation {
  /** Why it can't be in the next block at all, signatures apart. */
  readonly rejection: Rejection | null;
  /** What its witnesses lack, before any signature is verified. */
  readonly witnessRejection: Rejection | null;
  /** What it would leave; `null` when it is refused. */
  readonly receipt: Receipt | null;
  readonly balances: readonly BalanceChange[];
  /** Other entries of the state that it would write or remove. */
  readonly otherKeys: readonly StateKey[];
}

/** Executes a transaction on a draft that is thrown away. */
export function simulateTransaction(
  state: State,
  context: BlockContext,
  transaction: KnownTransaction,
): Simulation {
  const claims = witnessClaims(state, context, transaction.signed);
  const witnessRejection = claims.ok ? null : claims.rejection;
  // Holds whose time has come go back before the first transaction of the block.
  const base = startBlock(state, context.time);
  const rejection = rejectionInBlock(base, context, transaction) ?? null;
  if (rejection !== null) {
    return { rejection, witnessRejection, receipt: null, balances: [], otherKeys: [] };
  }
  const overlay = createOverlay(base);
  const receipt = executeTransaction(overlay, context, transaction);
  const balances: BalanceChange[] = [];
  for (const [key, record] of entriesOf('balance', overlay.changes)) {
    const [account, asset] = stateKeyParts(key);
    const before = balanceOf(base, account, asset);
    const after = record?.amount ?? 0n;
    if (before !== after) balances.push({ account, asset, before, after });
  }
  const otherKeys = [...overlay.changes.keys()].filter((key) => !isKeyOf('balance', key));
  return { rejection, witnessRejection, receipt, balances, otherKeys };
}
