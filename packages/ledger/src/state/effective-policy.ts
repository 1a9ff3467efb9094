/** Which policy the witnesses of a transaction must meet for each account: its own, or that of its recovery. */
import type { Address, SchemeName } from '@trellis/crypto';
import {
  type Policy,
  type Rejection,
  signsByRecovery,
  stateKey,
  type Transaction,
} from '@trellis/protocol';
import { policyAt } from './accounts.ts';
import type { TransactionContext } from './block-context.ts';
import type { State } from './state.ts';

/** A policy, and the schemes that its keys may sign with. */
export interface EffectivePolicy {
  readonly policy: Policy;
  readonly schemes: readonly SchemeName[];
}

/** The policy that rules an account's part in a transaction, or why there is none. */
export function effectivePolicy(
  state: State,
  { height, accountSchemes, recoverySchemes }: TransactionContext,
  transaction: Pick<Transaction, 'operations'>,
  account: Address,
): EffectivePolicy | Rejection {
  const record = state.get(stateKey.account(account));
  if (record === undefined) return 'unknown_sender';
  if (!signsByRecovery(transaction, account)) {
    return { policy: policyAt(record, height), schemes: accountSchemes };
  }
  const recovery = state.get(stateKey.recovery(account));
  if (recovery === undefined) return 'no_recovery_keys';
  return { policy: recovery.policy, schemes: recoverySchemes };
}
