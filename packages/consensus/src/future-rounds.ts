/**
 * The bound on messages of rounds not yet reached: their number is a sender's free choice, so a
 * faulty one could fill the memory with them.
 */
import type { Round } from '@trellis/protocol';
import { isEmptyRound, type RoundRecord } from './round-record.ts';
import type { HeightState } from './state.ts';
import { dropVotesOf } from './vote-tally.ts';

/**
 * Later rounds in which one sender's messages are kept. An honest sender's round only grows, so its
 * latest is the one worth keeping; the second covers messages that overtake each other.
 */
export const futureRoundsPerSender = 2;

/**
 * Makes room for a message of this validator in this round: its lowest other future round gives way
 * to a higher one. `null` when the message has to be dropped. A round in which the sender was seen
 * to equivocate stays, or it could make us report that again and again.
 */
export function admitFutureRound(
  state: HeightState,
  index: number,
  round: Round,
): HeightState | null {
  if (round <= state.round) return state;
  const occupied = [...state.rounds.values()].filter(
    (record) => record.round > state.round && hasMessageOf(state, record, index),
  );
  const fits =
    occupied.length < futureRoundsPerSender || occupied.some((record) => record.round === round);
  if (fits) return state;
  const displaced = occupied
    .filter((record) => record.round < round && !hasEquivocationOf(state, record, index))
    .sort((a, b) => a.round - b.round)[0];
  if (displaced === undefined) return null;
  const rounds = new Map(state.rounds);
  const left = withoutMessagesOf(state, displaced, index);
  if (isEmptyRound(left)) rounds.delete(left.round);
  else rounds.set(left.round, left);
  return { ...state, rounds };
}

function hasMessageOf(state: HeightState, record: RoundRecord, index: number): boolean {
  const voted = (record.prevotes.votes[index] ?? record.precommits.votes[index] ?? null) !== null;
  return voted || isProposedBy(state, record, index);
}

function hasEquivocationOf(state: HeightState, record: RoundRecord, index: number): boolean {
  return (
    record.prevotes.equivocators.includes(index) ||
    record.precommits.equivocators.includes(index) ||
    (record.done.includes('proposalEvidence') && isProposedBy(state, record, index))
  );
}

function withoutMessagesOf(state: HeightState, record: RoundRecord, index: number): RoundRecord {
  return {
    ...record,
    proposal: isProposedBy(state, record, index) ? null : record.proposal,
    prevotes: dropVotesOf(record.prevotes, state.validators, index),
    precommits: dropVotesOf(record.precommits, state.validators, index),
  };
}

function isProposedBy({ validators }: HeightState, record: RoundRecord, index: number): boolean {
  return record.proposal !== null && validators.indexOf.get(record.proposal.proposer) === index;
}
