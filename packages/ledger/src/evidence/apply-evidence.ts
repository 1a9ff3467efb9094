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
  type ValidatorHistory,
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
import { wasValidator } from '../state/validator-history.ts';

/** Why evidence can't be in a block. */
export type EvidenceProblem =
  /** No two messages of one signer that contradict each other. */
  | 'no_equivocation'
  /** Of a height that the chain has not reached. */
  | 'too_early'
  | 'too_old'
  /** The key never was a validator's. */
  | 'unknown_validator'
  /** The key was no validator's at that height, or it is no longer remembered that it was. */
  | 'not_validator_then'
  /** The infraction was punished before. */
  | 'already_punished'
  /** It has to wait: too much of the power would change at once, or nobody would be left. */
  | 'must_wait';

export type ValidatedEvidence =
  | {
      readonly ok: true;
      readonly infraction: Infraction;
      readonly history: ValidatorHistory;
      /** Both signatures, which have to be of the key that the history is of. */
      readonly claims: readonly SignatureClaim[];
    }
  | { readonly ok: false; readonly problem: EvidenceProblem };

/** Whether evidence could be in the block of a height, if its signatures verify. */
export function validateEvidence(
  state: State,
  { domain, height }: Pick<TransactionContext, 'domain' | 'height'>,
  evidence: Evidence,
): ValidatedEvidence {
  const infraction = infractionOf(evidence);
  if (infraction === null) return { ok: false, problem: 'no_equivocation' };
  if (infraction.height > height) return { ok: false, problem: 'too_early' };
  if (infraction.height + BigInt(limits.evidenceBlocksMax) < height) {
    return { ok: false, problem: 'too_old' };
  }
  const history = state.get(stateKey.voter(infraction.validator));
  if (history === undefined) return { ok: false, problem: 'unknown_validator' };
  if (!wasValidator(history, infraction.height))
    return { ok: false, problem: 'not_validator_then' };
  if (infraction.height < history.answeredBefore) return { ok: false, problem: 'already_punished' };
  return { ok: true, infraction, history, claims: evidenceClaims(domain, evidence, history) };
}

/** Does what follows from verified evidence, or says why it can't be in the block. */
export function applyEvidence(
  state: Overlay,
  context: TransactionContext,
  evidence: Evidence,
): EvidenceProblem | undefined {
  const { height } = context;
  const validated = validateEvidence(state, context, evidence);
  if (!validated.ok) return validated.problem;
  const { infraction, history } = validated;
  const overlay = createOverlay<RecordKind>(state);
  // Another key is no way out: the node that the offender votes for loses its place.
  const members = scheduledMembers(overlay);
  const offender =
    members.find((member) => validatorAddress(member) === infraction.validator) ??
    members.find(({ node }) => node === history.node);
  const punished = [infraction.validator];
  if (offender !== undefined) {
    const { node } = offender;
    const status = removeValidator(overlay, { type: 'removeValidator', node }, context);
    if (status !== 'success') return 'must_wait';
    punished.push(validatorAddress(offender));
  }
  // It votes up to the next block; whatever it signs until then is part of the same infraction.
  const answeredBefore = toHeight(height + 2n);
  for (const address of punished) {
    const record = overlay.get(stateKey.voter(address));
    if (record !== undefined) overlay.set(stateKey.voter(address), { ...record, answeredBefore });
  }
  keepChanges(overlay, state);
  return undefined;
}
