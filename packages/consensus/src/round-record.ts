/** Everything known of one round: its proposal, its votes, and what was already done about them. */
import type { Round, SignedProposal, ValidatorSet } from '@trellis/protocol';
import { createVoteTally, isEmptyTally, type VoteTally } from './vote-tally.ts';

/** What is done at most once a round: the paper's "for the first time", and effects not to repeat. */
export type OnceARound =
  | 'proposalEvidence'
  | 'buildBlock'
  | 'blockBuilt'
  | 'checkProposal'
  | 'polka'
  | 'prevoteTimeout'
  | 'precommitTimeout'
  | 'nilTimeout'
  | 'wantBlock'
  | 'safetyViolation';

export interface RoundRecord {
  readonly round: Round;
  /** The first proposal of the round's proposer. */
  readonly proposal: SignedProposal | null;
  /** Whether the proposed block's time agreed with our clock; `null` until the node answered. */
  readonly timely: boolean | null;
  readonly prevotes: VoteTally;
  readonly precommits: VoteTally;
  readonly done: readonly OnceARound[];
}

export function createRoundRecord(round: Round, validators: ValidatorSet): RoundRecord {
  return {
    round,
    proposal: null,
    timely: null,
    prevotes: createVoteTally(validators),
    precommits: createVoteTally(validators),
    done: [],
  };
}

/** Whether nothing was received in this round. */
export function isEmptyRound({ proposal, prevotes, precommits }: RoundRecord): boolean {
  return proposal === null && isEmptyTally(prevotes) && isEmptyTally(precommits);
}
