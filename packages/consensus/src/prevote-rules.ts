/** What a quorum of prevotes does: lock, note the valid block, precommit (L34-L46, L61-L64). */
import { isQuorum } from '@trellis/protocol';
import { type HeightState, isDone, recordOf, withDone } from './state.ts';
import { castVote, quiet, type Rule, scheduleTimeout, type Transition } from './transition.ts';
import { powerFor } from './vote-tally.ts';

/** L34-L35: a quorum prevoted, for whatever: wait a little for it to agree. */
export const waitForPrevotes: Rule = (state) => {
  const { round, validators } = state;
  if (state.step !== 'prevote' || isDone(state, round, 'prevoteTimeout')) return null;
  if (!isQuorum(validators, recordOf(state, round).prevotes.power)) return null;
  return {
    state: withDone(state, round, 'prevoteTimeout'),
    effects: [scheduleTimeout(state, 'prevote')],
  };
};

/**
 * L36-L43: a quorum prevoted this round's valid block. Locking and precommitting is for step prevote
 * alone; that the block is the valid one is noted in step precommit as well, or a node that timed
 * out just before the quorum arrived would never propose it again (the classic livelock).
 */
export const lockOnPolka: Rule = (state) => {
  const { round, step } = state;
  const { proposal, prevotes } = recordOf(state, round);
  if (step !== 'prevote' && step !== 'precommit') return null;
  if (proposal === null || isDone(state, round, 'polka')) return null;
  const { blockId } = proposal;
  if (state.blocks.get(blockId) !== true) return null;
  if (!isQuorum(state.validators, powerFor(prevotes, state.validators, blockId))) return null;
  // L42-L43
  const noted = { ...withDone(state, round, 'polka'), valid: { blockId, round } };
  if (step === 'precommit') return quiet(noted);
  // L38-L41. A lock of a later round, which a height that begins again may come with, is not given up for this one.
  const isLater = state.locked !== null && state.locked.round > round;
  const locked = isLater ? state.locked : { blockId, round };
  return castVote({ ...noted, locked }, 'precommit', blockId);
};

/**
 * A quorum that prevoted a valid block in an earlier round and is seen only now: note the block, as
 * L42-L43 do for the round in progress (a deviation, see README). Whoever locked on it may not propose
 * for many rounds; now anyone can propose it for them. Safe, as noting binds nobody's vote.
 */
export const noteEarlierPolka: Rule = (state) => {
  for (const { round, prevotes } of state.rounds.values()) {
    const blockId = prevotes.quorum;
    if (blockId === undefined || blockId === null || round >= state.round) continue;
    if (state.valid !== null && state.valid.round >= round) continue;
    if (state.blocks.get(blockId) !== true) continue;
    return quiet({ ...state, valid: { blockId, round } });
  }
  return null;
};

/** L44-L46: a quorum prevoted nil, so no block can gather one: precommit nil without waiting. */
export const precommitNil: Rule = (state) => {
  if (state.step !== 'prevote') return null;
  const { prevotes } = recordOf(state, state.round);
  return prevotes.quorum === null ? castVote(state, 'precommit', null) : null;
};

/** L61-L64: the prevotes did not agree in time. The caller checked height and round. */
export function onPrevoteTimeout(state: HeightState): Transition {
  return state.step === 'prevote' ? castVote(state, 'precommit', null) : quiet(state);
}
