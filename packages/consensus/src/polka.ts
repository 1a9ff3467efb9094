/** The prevotes that allow a vote: what whoever signs for us may ask for before it signs against its lock. */
import type { Round, SignedVote, Vote } from '@trellis/protocol';
import { isQuorum } from '@trellis/protocol';
import { type ConsensusState, recordOf } from './state.ts';
import { powerFor, votesFor } from './vote-tally.ts';

/**
 * The newest quorum of prevotes held for the vote's block: of an earlier round for a prevote (L28), of its own round for
 * a precommit (L36). Empty if there is none, and for nil.
 */
export function polkaFor(
  { current }: ConsensusState,
  { type, height, round, blockId }: Vote,
): readonly SignedVote[] {
  if (current === null || current.height !== height || blockId === null) return [];
  const { validators } = current;
  const mayBe = (of: Round): boolean => (type === 'prevote' ? of < round : of === round);
  const held = [...current.rounds.values()]
    .filter((record) => mayBe(record.round))
    .filter(({ prevotes }) => isQuorum(validators, powerFor(prevotes, validators, blockId)))
    .sort((a, b) => b.round - a.round)[0];
  if (held === undefined) return [];
  return votesFor(recordOf(current, held.round).prevotes, blockId).filter((vote) => vote !== null);
}
