/** What evidence of equivocation does: whoever signed two different messages loses its power. */
import type { SignatureClaim } from '@trellis/crypto';
import {
  type Evidence,
  evidenceClaims,
  limits,
  type Offence,
  offenceOf,
  stateKey,
  toHeight,
  type VoterRecord,
  validatorAddress,
} from '@trellis/protocol';
import { removeValidator, scheduledMembers } from '../governance/change-validators.ts';
import type { TransactionContext } from '../state/block-context.ts';
import {
  createDraft,
  type Draft,
  keepChanges,
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
  /** The offence has had its consequence. */
  | 'answered'
  /** It has to wait: too much of the power would change at once, or nobody would be left. */
  | 'must_wait';

export type JudgedEvidence =
  | {
      readonly ok: true;
      readonly offence: Offence;
      readonly voter: VoterRecord;
      /** Both signatures, which have to be of the voter's key. */
      readonly claims: readonly SignatureClaim[];
    }
  | { readonly ok: false; readonly problem: EvidenceProblem };

/** Whether evidence could be in the block of a height, if its signatures verify. */
export function judgeEvidence(
  state: State,
  { chainId, height }: Pick<TransactionContext, 'chainId' | 'height'>,
  evidence: Evidence,
): JudgedEvidence {
  const offence = offenceOf(evidence);
  if (offence === null) return { ok: false, problem: 'no_equivocation' };
  if (offence.height > height) return { ok: false, problem: 'too_early' };
  if (offence.height + BigInt(limits.evidenceBlocksMax) < height) {
    return { ok: false, problem: 'too_old' };
  }
  const voter = state.get(stateKey.voter(offence.validator));
  if (voter === undefined) return { ok: false, problem: 'unknown_voter' };
  if (!decides(voter, offence.height)) return { ok: false, problem: 'not_its_term' };
  if (offence.height < voter.answeredBefore) return { ok: false, problem: 'answered' };
  return { ok: true, offence, voter, claims: evidenceClaims(chainId, evidence, voter) };
}

/** Does what follows from verified evidence, or says why it can't be in the block. */
export function applyEvidence(
  state: Draft,
  context: TransactionContext,
  evidence: Evidence,
): EvidenceProblem | undefined {
  const { height } = context;
  const judged = judgeEvidence(state, context, evidence);
  if (!judged.ok) return judged.problem;
  const { offence, voter } = judged;
  const draft = createDraft<RecordKind>(state);
  // Another key is no way out: the node that the offender votes for loses its place.
  const members = scheduledMembers(draft);
  const offender =
    members.find((member) => validatorAddress(member) === offence.validator) ??
    members.find(({ node }) => node === voter.node);
  const answered = [offence.validator];
  if (offender !== undefined) {
    const { node } = offender;
    const status = removeValidator(draft, { type: 'removeValidator', node }, context);
    if (status !== 'success') return 'must_wait';
    answered.push(validatorAddress(offender));
  }
  // It votes up to the next block; whatever it signs until then is part of the same offence.
  const answeredBefore = toHeight(height + 2n);
  for (const address of answered) {
    const record = draft.get(stateKey.voter(address));
    if (record !== undefined) draft.set(stateKey.voter(address), { ...record, answeredBefore });
  }
  keepChanges(draft, state);
  return undefined;
}
