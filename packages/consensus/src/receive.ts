/** Taking in a message: is it of use, is it new, and does it convict its sender? */
import {
  limits,
  proposerAt,
  type Round,
  type SignedProposal,
  type SignedVote,
} from '@trellis/protocol';
import { admitFutureRound } from './future-rounds.ts';
import type { ProposalCheckedInput } from './input.ts';
import { type HeightState, recordOf, withDone, withRecord, withResult } from './state.ts';
import { quiet, type Transition } from './transition.ts';
import { addConflictingVote, addFirstVote, type VoteTally } from './vote-tally.ts';

/** Keeps the first proposal of a round's proposer; a different second one is evidence. */
export function receiveProposal(old: HeightState, proposal: SignedProposal): Transition {
  const { round, validRound, proposer } = proposal;
  const possible =
    isRound(round) &&
    Number.isInteger(validRound) &&
    // L28: a block proposed again was valid in an earlier round.
    validRound >= -1 &&
    validRound < round &&
    proposerAt(old.validators, old.height, round).address === proposer;
  const index = old.validators.indexOf.get(proposer);
  if (!possible || index === undefined) return quiet(old);
  const state = admitFutureRound(old, index, round);
  if (state === null) return quiet(old);

  const record = recordOf(state, round);
  const first = record.proposal;
  if (first === null) return quiet(withRecord(state, { ...record, proposal }));
  const same = first.blockId === proposal.blockId && first.validRound === validRound;
  if (same || record.done.includes('proposalEvidence')) return quiet(state);
  return {
    state: withDone(state, round, 'proposalEvidence'),
    effects: [{ type: 'evidence', first, second: proposal }],
  };
}

/** Counts a validator's first vote of a type in a round; a different second one is evidence. */
export function receiveVote(old: HeightState, vote: SignedVote): Transition {
  const { round, blockId } = vote;
  const index = old.validators.indexOf.get(vote.validator);
  if (index === undefined || !isRound(round)) return quiet(old);
  // Forgotten by `startRound`; kept out for the same reason.
  if (blockId === null && round < old.round - 1) return quiet(old);
  const admitted = admitFutureRound(old, index, round);
  if (admitted === null) return quiet(old);
  const state = lockedByOwnPrecommit(admitted, vote);

  const record = recordOf(state, round);
  const tally = vote.type === 'prevote' ? record.prevotes : record.precommits;
  const first = tally.votes[index] ?? null;
  if (first === null) {
    return quiet(withTally(state, vote, addFirstVote(tally, state.validators, { index, vote })));
  }
  // Hedged signatures of one vote differ: only what was voted for is compared.
  if (first.blockId === blockId) return quiet(state);

  const counted = isClaimed(state, vote)
    ? addConflictingVote(tally, state.validators, vote)
    : tally;
  if (tally.equivocators.includes(index)) {
    return quiet(counted === tally ? state : withTally(state, vote, counted));
  }
  const reported = { ...counted, equivocators: [...counted.equivocators, index] };
  return {
    state: withTally(state, vote, reported),
    effects: [{ type: 'evidence', first, second: vote }],
  };
}

/** The node's answer about a block. About one that it was not asked about, it is dropped. */
export function receiveResult(old: HeightState, answer: ProposalCheckedInput): HeightState {
  const { round, blockId, valid, timely } = answer;
  if (!old.blocks.has(blockId)) return old;
  const state = withResult(old, blockId, valid);
  const record = state.rounds.get(round);
  if (record?.proposal?.blockId !== blockId || record.timely !== null) return state;
  return withRecord(state, { ...record, timely });
}

/**
 * Whether a quorum may rest on this very prevote: it is for the block proposed in its round, or a
 * later proposal claims that it was part of a quorum. If its voter told us something else first, we
 * could otherwise never see that quorum, while those who saw it are locked on its block.
 */
function isClaimed({ rounds }: HeightState, { type, round, blockId }: SignedVote): boolean {
  if (type !== 'prevote' || blockId === null) return false;
  if (rounds.get(round)?.proposal?.blockId === blockId) return true;
  for (const { proposal } of rounds.values()) {
    if (proposal?.validRound === round && proposal.blockId === blockId) return true;
  }
  return false;
}

/**
 * Our own precommit for a block is proof that we locked on it (L38-L40). Normally that is no news;
 * after the loss of a write-ahead log it keeps us from voting as if we had never locked.
 */
function lockedByOwnPrecommit(state: HeightState, vote: SignedVote): HeightState {
  const { type, round, blockId, validator } = vote;
  if (validator !== state.self || type !== 'precommit' || blockId === null) return state;
  if (state.locked !== null && state.locked.round >= round) return state;
  return { ...state, locked: { blockId, round } };
}

function withTally(state: HeightState, { type, round }: SignedVote, tally: VoteTally): HeightState {
  const record = recordOf(state, round);
  return withRecord(
    state,
    type === 'prevote' ? { ...record, prevotes: tally } : { ...record, precommits: tally },
  );
}

function isRound(round: Round): boolean {
  return Number.isInteger(round) && round >= 0 && round <= limits.roundMax;
}
