/** Whether the recovery of a chain holds: its form, its signatures, and those who signed, as a state has them. */
import { claimsFault, type VerifyClaim } from '@trellis/crypto';
import { isConsented, recoveryConsent, recoveryPlanProblem, type State } from '@trellis/ledger';
import {
  type ChainRecovery,
  chainRecoveryClaims,
  chainRecoveryProblem,
  isSigned,
} from '@trellis/protocol';

/**
 * What is wrong with a recovery, as a sentence; or nothing. `state` is the one after the newest block that a statement
 * in it says to be final; without it, the recovery itself is believed about who operates which validator.
 */
export async function recoveryFault(
  recovery: ChainRecovery,
  verify: VerifyClaim,
  state: State | null,
): Promise<string | undefined> {
  const problem =
    chainRecoveryProblem(recovery) ??
    (state === null ? undefined : recoveryPlanProblem(state, recovery.plan));
  if (problem !== undefined) return problem;
  const claims = chainRecoveryClaims(recovery);
  if ((await claimsFault({ ok: true, claims }, verify)) !== undefined) {
    return 'a signature in it does not verify';
  }
  const isAgreed =
    state === null ? isSigned(recovery) : isConsented(recoveryConsent(state, recovery));
  if (isAgreed) return undefined;
  return 'operators of more than two thirds of the power have to sign it, and have not';
}
