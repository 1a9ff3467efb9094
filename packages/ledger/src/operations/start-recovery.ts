/** startRecovery: the recovery keys announce other keys for the account; its owner can veto from now on. */
import { type OperationOf, type Status, stateKey, toHeight } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import { policyStatus } from '../state/policy-status.ts';
import type { Overlay } from '../state/state.ts';

export function startRecovery(
  state: Overlay,
  { source, policy }: OperationOf<'startRecovery'>,
  { height, accountSchemes }: BlockContext,
): Status {
  const recovery = state.get(stateKey.recovery(source));
  if (recovery === undefined) return 'no_recovery';
  if (recovery.pending !== null) return 'recovery_pending';
  const problem = policyStatus(policy, accountSchemes);
  if (problem !== undefined) return problem;

  const finishableFrom = toHeight(height + BigInt(recovery.delay));
  const pending = { policy, startedAt: height, finishableFrom };
  state.set(stateKey.recovery(source), { ...recovery, pending });
  return 'success';
}
