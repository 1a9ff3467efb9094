/** finishRecovery: after the delay, the account gets its other keys, from the next block on like any rotation. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { BlockContext } from '../state/block-context.ts';
import type { Overlay } from '../state/state.ts';
import { revokeAllMandates } from './mandates.ts';
import { setPolicy } from './set-policy.ts';

export function finishRecovery(
  state: Overlay,
  { source }: OperationOf<'finishRecovery'>,
  context: BlockContext,
): Status {
  const recovery = state.get(stateKey.recovery(source));
  if (recovery === undefined) return 'no_recovery';
  const { pending } = recovery;
  if (pending === null) return 'no_pending_recovery';
  if (context.height < pending.finishableFrom) return 'recovery_too_early';

  state.set(stateKey.recovery(source), { ...recovery, pending: null });
  revokeAllMandates(state, source);
  // Checks the policy again: a scheme may have been phased out since the start.
  return setPolicy(state, { type: 'setPolicy', source, policy: pending.policy }, context);
}
