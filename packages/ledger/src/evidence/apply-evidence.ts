/** What evidence of equivocation does: whoever signed two different messages loses its power. */
import type { SignatureClaim } from '@trellis/crypto';
import {
  type Evidence,
  evidenceClaims,
  type Infraction,
  infractionOf,
  limits,
  stateKey,
  toHeight,
  type VoterRecord,
  validatorAddress,
} from '@trellis/protocol';
import { removeValidator, scheduledMembers } from '../governance/change-validators.ts';
import type { TransactionContext } from '../state/block-context.ts';
import {
  createOverlay,
  keepChanges,
  type Overlay,
  type RecordKind,
  type State,
} from '../state/state.ts';
import { decides } from '../state/voters.ts';

/** Why evidence can't be in a block. */
export type EvidenceProblem =
  /** No two messages of one signer that contradict each other. */
  | 'no_equivocation'
  /** Of a height that the chain has not reached. */
  | 'too_early'
  | 'too_old'
  /** The key never voted. */
  | 'unknown_voter'
  /** The key did not vote at that height, or it is no longer remembered that it did. */
  | 'not_its_term'
  /** The infraction has had its consequence. */
  | 'answered'
  /** It has to wait: too much of the power would change at once, or nobody would be left. */
  | 'must_wait';

export type ValidatedEvidence =
  | {
      readonly ok: true;
      readonly infraction: Infraction;
      readonly voter: VoterRecord;
      /** Both signatures, which have to be of the voter's key. */
      readonly claims: readonly SignatureClaim[];
    }
  | { readonly ok: false; readonly problem: EvidenceProblem };

/** Whether evidence could be in the block of a height, if its signatures verify. */
export function validateEvidence(
  state: State,
  { chainId, height }: Pick<TransactionContext, 'chainId' | 'height'>,
  evidence: Evidence,
): ValidatedEvidence {
  const infraction = infractionOf(evidence);
  if (infraction === null) return { ok: false, problem: 'no_equivocation' };
  if (infraction.height > height) return { ok: false, problem: 'too_early' };
  if (infraction.height + BigInt(limits.evidenceBlocksMax) < height) {
    return { ok: false, problem: 'too_old' };
  }
  const voter = state.get(stateKey.voter(infraction.validator));
  if (voter === undefined) return { ok: false, problem: 'unknown_voter' };
  if (!decides(voter, infraction.height)) return { ok: false, problem: 'not_its_term' };
  if (infraction.height < voter.answeredBefore) return { ok: false, problem: 'answered' };
  return { ok: true, infraction, voter, claims: evidenceClaims(chainId, evidence, voter) };
}

/** Does what follows from verified evidence, or says why it can't be in the block. */
export function applyEvidence(
  state: Overlay,
  context: TransactionContext,
  evidence: Evidence,
): EvidenceProblem | undefined {
  const { height } = context;
  const judged = validateEvidence(state, context, evidence);
  if (!judged.ok) return judged.problem;
  const { infraction, voter } = judged;
  const overlay = createOverlay<RecordKind>(state);
  // Another key is no way out: the node that the offender votes for loses its place.
  const members = scheduledMembers(overlay);
  const offender =
    members.find((member) => validatorAddress(member) === infraction.validator) ??
    members.find(({ node }) => node === voter.node);
  const answered = [infraction.validator];
  if (offender !== undefined) {
    const { node } = offender;
    const status = removeValidator(overlay, { type: 'removeValidator', node }, context);
    if (status !== 'success') return 'must_wait';
    answered.push(validatorAddress(offender));
  }
  // It votes up to the next block; whatever it signs until then is part of the same infraction.
  const answeredBefore = toHeight(height + 2n);
  for (const address of answered) {
    const record = overlay.get(stateKey.voter(address));
    if (record !== undefined) overlay.set(stateKey.voter(address), { ...record, answeredBefore });
  }
  keepChanges(overlay, state);
  return undefined;
}
