/** vetoRecovery: the owner, whose keys are not lost, ends a recovery. */
import { type OperationOf, type Status, stateKey } from '@trellis/protocol';
import type { Overlay } from '../state/state.ts';

export function vetoRecovery(state: Overlay, { source }: OperationOf<'vetoRecovery'>): Status {
  const recovery = state.get(stateKey.recovery(source));
  if (recovery === undefined) return 'no_recovery';
  if (recovery.pending === null) return 'no_pending_recovery';

  state.set(stateKey.recovery(source), { ...recovery, pending: null });
  return 'success';
}
