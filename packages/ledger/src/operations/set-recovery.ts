/** setRecovery: the owner names the keys that can recover the account, or takes them away. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import { policyStatus } from '../state/policy-status.ts';
import { parametersOf } from '../state/registry.ts';
import type { Overlay } from '../state/state.ts';

export function setRecovery(
  state: Overlay,
  { source, recovery }: OperationOf<'setRecovery'>,
  { recoverySchemes }: BlockContext,
): Status {
  const current = state.get(stateKey.recovery(source));
  // Else this would be a silent veto; the owner vetoes in plain words, in the same transaction if need be.
  if (current !== undefined && current.pending !== null) return 'recovery_pending';
  if (recovery === null) {
    if (current === undefined) return 'no_recovery';
    state.set(stateKey.recovery(source), null);
    return 'success';
  }
  const { policy, delay } = recovery;
  const problem = policyStatus(policy, recoverySchemes);
  if (problem !== undefined) return problem;
  if (delay < parametersOf(state).limits.recoveryDelay) return 'invalid_delay';

  state.set(stateKey.recovery(source), { policy, delay, pending: null });
  return 'success';
}
