/** What happens in step propose: the proposal is checked and prevoted (L22-L33, L57-L60). */
import { isQuorum } from '@trellis/protocol';
import { type HeightState, isDone, recordOf, withBlockAsked, withDone } from './state.ts';
import { castVote, quiet, type Rule, type Transition } from './transition.ts';
import { powerFor } from './vote-tally.ts';

/**
 * valid(v) of L22, L28 and L36 is the node's to answer, so it is asked as soon as the round has a
 * proposal: again in a later round if it has not answered (the new proposer has the block), and for
 * a new block, as its time is validated again.
 */
export const checkProposal: Rule = (state) => {
  const { round } = state;
  const { proposal, timely } = recordOf(state, round);
  if (proposal === null || isDone(state, round, 'checkProposal')) return null;
  const asked = withDone(state, round, 'checkProposal');
  const timeMatters = proposal.validRound === -1 && timely === null && state.step === 'propose';
  const valid = state.blocks.get(proposal.blockId);
  const needed = typeof valid !== 'boolean' || (valid && timeMatters);
  if (!needed) return quiet(asked);
  return {
    state: withBlockAsked(asked, proposal.blockId),
    effects: [{ type: 'checkProposal', proposal }],
  };
};

/** L22-L27: a new block. Timeliness counts here alone (a deviation, see README). */
export const prevoteNewBlock: Rule = (state) => {
  const { proposal, timely } = recordOf(state, state.round);
  if (state.step !== 'propose' || proposal === null || proposal.validRound !== -1) return null;
  const { blockId } = proposal;
  const valid = state.blocks.get(blockId);
  const lockAllows = state.locked === null || state.locked.blockId === blockId;
  // L26: no answer of the node can change this prevote any more.
  if (!lockAllows || valid === false || timely === false) return castVote(state, 'prevote', null);
  // L24
  return valid === true && timely === true ? castVote(state, 'prevote', blockId) : null;
};

/**
 * L28-L33: a block proposed again, once we hold ourselves the quorum of prevotes that its proposer
 * claims for validRound. That validRound is below the round is checked when a proposal is received.
 */
export const prevoteValidBlock: Rule = (state) => {
  const { proposal } = recordOf(state, state.round);
  if (state.step !== 'propose' || proposal === null || proposal.validRound === -1) return null;
  const { blockId, validRound } = proposal;
  const { prevotes } = recordOf(state, validRound);
  if (!isQuorum(state.validators, powerFor(prevotes, state.validators, blockId))) return null;
  const valid = state.blocks.get(blockId);
  const { locked } = state;
  const lockAllows = locked === null || locked.round <= validRound || locked.blockId === blockId;
  // L32
  if (!lockAllows || valid === false) return castVote(state, 'prevote', null);
  // L30
  return valid === true ? castVote(state, 'prevote', blockId) : null;
};

/** L57-L60: no proposal, or no answer about it, in time. The caller checked height and round. */
export function onProposeTimeout(state: HeightState): Transition {
  return state.step === 'propose' ? castVote(state, 'prevote', null) : quiet(state);
}
