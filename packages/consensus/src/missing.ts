/** What to send a peer again, judged by the round state it told us: messages do get lost. */
import type { SignedProposal, SignedVote } from '@trellis/protocol';
import type { RoundState } from './round-state.ts';
import type { ConsensusState } from './state.ts';

/** Most messages sent again in answer to one round state. */
export const missingMessagesMax = 64;

/**
 * What we hold of the peer's height that it lacks, the most useful first, at most
 * `missingMessagesMax`. Nothing when the peer is at another height: it needs blocks, not votes.
 */
export function missingFor(
  _state: ConsensusState,
  _peer: RoundState,
): readonly (SignedProposal | SignedVote)[] {
  return [];
}
