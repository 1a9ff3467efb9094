/** setPolicy: other keys for the source, from the next block on, so that none is validated by two policies. */
import { nextHeight, type OperationOf, type Status, stateKey } from '@trellis/protocol';
import { policyAt } from '../state/accounts.ts';
import type { BlockContext } from '../state/block-context.ts';
import { policyStatus } from '../state/policy-status.ts';
import type { Overlay } from '../state/state.ts';

export function setPolicy(
  state: Overlay,
  { source, policy }: OperationOf<'setPolicy'>,
  context: BlockContext,
): Status {
  const problem = policyStatus(policy, context.accountSchemes);
  if (problem !== undefined) return problem;
  const account = state.get(stateKey.account(source));
  if (account === undefined) return 'unknown_account';

  state.set(stateKey.account(source), {
    ...account,
    policy: policyAt(account, context.height),
    nextPolicy: { fromHeight: nextHeight(context.height), policy },
  });
  return 'success';
}
