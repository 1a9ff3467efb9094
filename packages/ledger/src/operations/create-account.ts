/** createAccount: an account at the address that follows from its policy. */
import { type OperationOf, policyAddress, type Status, stateKey } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import { policyStatus } from '../state/policy-status.ts';
import type { Overlay } from '../state/state.ts';

export function createAccount(
  state: Overlay,
  { policy }: OperationOf<'createAccount'>,
  context: BlockContext,
): Status {
  const problem = policyStatus(policy, context.accountSchemes);
  if (problem !== undefined) return problem;
  const key = stateKey.account(policyAddress(policy));
  if (state.get(key) !== undefined) return 'account_exists';

  state.set(key, { sequence: 0n, policy, nextPolicy: null });
  return 'success';
}
