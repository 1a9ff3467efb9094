/** How far the round in progress has come: for people who ask why there is no block. */
import type { Address } from '@trellis/crypto';
import { type Height, proposerAt, type Round } from '@trellis/protocol';
import { type ConsensusState, type HeightState, recordOf } from './state.ts';
import type { TimedStep } from './timeouts.ts';
import type { VoteTally } from './vote-tally.ts';

/** The round in progress as this validator sees it. */
export interface Progress {
  readonly height: Height;
  readonly round: Round;
  readonly step: TimedStep | 'decided';
  readonly proposer: Address;
  readonly proposal: ProposalState;
  /** What each validator voted in this round, in the order of the set. */
  readonly prevotes: readonly VoteKind[];
  readonly precommits: readonly VoteKind[];
}

/** `unchecked` is also a proposal whose transactions are still being fetched. */
export type ProposalState = 'none' | 'unchecked' | 'invalid' | 'untimely' | 'valid';

/** What is held of a validator’s vote; `none`: nothing came. */
export type VoteKind = 'none' | 'nil' | 'block';

/** `null` before the first height. */
export function progress({ current }: ConsensusState): Progress | null {
  if (current === null) return null;
  const { height, round, step, validators } = current;
  const { prevotes, precommits } = recordOf(current, round);
  return {
    height,
    round,
    step,
    proposer: proposerAt(validators, height, round).address,
    proposal: proposalState(current),
    prevotes: voteKinds(prevotes),
    precommits: voteKinds(precommits),
  };
}

function proposalState(state: HeightState): ProposalState {
  const { proposal, timely } = recordOf(state, state.round);
  if (proposal === null) return 'none';
  const valid = state.blocks.get(proposal.blockId) ?? null;
  if (valid === null) return 'unchecked';
  if (!valid) return 'invalid';
  return proposal.validRound === -1 && timely === false ? 'untimely' : 'valid';
}

function voteKinds({ votes }: VoteTally): readonly VoteKind[] {
  return votes.map((vote) => (vote === null ? 'none' : vote.blockId === null ? 'nil' : 'block'));
}
