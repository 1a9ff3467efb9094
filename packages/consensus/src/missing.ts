/** What to send a peer again, validated by the round state it told us: messages do get lost. */
import type { Round, SignedProposal, SignedVote } from '@trellis/protocol';
import type { RoundRecord } from './round-record.ts';
import type { RoundState, RoundSummary } from './round-state.ts';
import type { ConsensusState, HeightState } from './state.ts';
import { votesFor } from './vote-tally.ts';

/** Most messages sent again in answer to one round state. */
export const missingMessagesMax = 64;

type Message = SignedProposal | SignedVote;

/**
 * What we hold of the peer's height that it lacks, the most useful first, at most
 * `missingMessagesMax`. Nothing when the peer is at another height: it needs blocks, not votes.
 */
export function missingFor({ current }: ConsensusState, peer: RoundState): readonly Message[] {
  if (current === null || peer.height !== current.height) return [];
  if (peer.step === 'idle' || peer.step === 'decided') return [];
  const told = new Map(peer.rounds.map((summary) => [summary.round, summary]));
  return usefulRounds(current, peer)
    .flatMap((record) => missingOfRound(record, told.get(record.round), peer.round))
    .slice(0, missingMessagesMax);
}

/**
 * Our round first, as its votes can bring a peer that lags to it (L55); then the peer's own, then
 * what it told us of: a past round can still decide (L49). Of a past round that the peer did not
 * mention we can't know what it lacks.
 */
function usefulRounds(state: HeightState, peer: RoundState): readonly RoundRecord[] {
  const ahead = state.round > peer.round ? [state.round] : [];
  const claimed = peer.rounds.filter((summary) => summary.claimed !== null);
  const others = peer.rounds.toReversed();
  const order = [...ahead, peer.round, ...[...claimed, ...others].map(({ round }) => round)];
  return [...new Set(order)].flatMap((round) => state.rounds.get(round) ?? []);
}

function missingOfRound(
  { round, proposal, prevotes, precommits }: RoundRecord,
  told: RoundSummary | undefined,
  peerRound: Round,
): readonly Message[] {
  // A peer forgets the nil votes of rounds before its last one, and would not take them back.
  const wanted = (vote: Message) => vote.blockId !== null || round >= peerRound - 1;
  const lacks = [
    ...(proposal !== null && (told?.proposal ?? null) === null ? [proposal] : []),
    ...(told?.claimed
      ? lacking(votesFor(prevotes, told.claimed.blockId), told.claimed.prevotes)
      : []),
    ...lacking(precommits.votes, told?.precommits).filter(wanted),
    ...lacking(prevotes.votes, told?.prevotes).filter(wanted),
  ];
  // A vote can be both claimed and simply lacking.
  return [...new Set(lacks)];
}

function lacking(votes: readonly (SignedVote | null)[], held: string | undefined): SignedVote[] {
  return votes.flatMap((vote, index) => (vote === null || held?.[index] === '1' ? [] : [vote]));
}
