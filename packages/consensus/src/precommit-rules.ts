/** What precommits do: decide the height, or end the round (L47-L54, L65-L67). */
import { isQuorum, limits } from '@trellis/protocol';
import { commitCertificate } from './certificate.ts';
import { startRound } from './start-round.ts';
import { type HeightState, isDone, recordOf, withBlockAsked, withDone } from './state.ts';
import { reducedTimeoutMs } from './timeouts.ts';
import { quiet, type Rule, scheduleTimeout, type Transition } from './transition.ts';

/**
 * L47-L48 when quorums prevoted and precommitted nil: no block can have a quorum of either kind in this
 * round, so nothing that is still on its way could decide it, lock anybody or make a block valid. Waiting
 * for it is left out (a deviation, see README).
 */
export const leaveNilRound: Rule = (state) => {
  const { timeouts, height, round, validators } = state;
  const { prevotes, precommits } = recordOf(state, round);
  if (prevotes.quorum !== null || precommits.quorum !== null) return null;
  if (isDone(state, round, 'nilTimeout')) return null;
  const at = { round, validators: validators.validators.length };
  const durationMs = reducedTimeoutMs(timeouts, 'precommit', at);
  return {
    state: withDone(withDone(state, round, 'nilTimeout'), round, 'precommitTimeout'),
    effects: [{ type: 'scheduleTimeout', height, round, step: 'precommit', durationMs }],
  };
};

/** L47-L48: a quorum precommitted, for whatever: wait a little, then go to the next round. */
export const waitForPrecommits: Rule = (state) => {
  const { round, validators } = state;
  if (isDone(state, round, 'precommitTimeout')) return null;
  if (!isQuorum(validators, recordOf(state, round).precommits.power)) return null;
  return {
    state: withDone(state, round, 'precommitTimeout'),
    effects: [scheduleTimeout(state, 'precommit')],
  };
};

/**
 * L49-L51: a quorum precommitted a block in any round of the height, in whatever step we are. The
 * paper also wants the proposal; knowing that the block is valid is enough, so one that we never
 * saw proposed is fetched (a deviation, see README).
 */
export const decide: Rule = (state) => {
  for (const { round, precommits } of state.rounds.values()) {
    const blockId = precommits.quorum;
    if (blockId === undefined || blockId === null) continue;
    const at = { height: state.height, round, blockId };
    const valid = state.blocks.get(blockId);
    if (valid === true) {
      const certificate = commitCertificate(state, at);
      return { state: { ...state, step: 'decided' }, effects: [{ type: 'decide', certificate }] };
    }
    const what = valid === false ? 'safetyViolation' : 'wantBlock';
    if (isDone(state, round, what)) continue;
    const asked = withBlockAsked(withDone(state, round, what), blockId);
    return { state: asked, effects: [{ type: what, ...at }] };
  }
  return null;
};

/** L65-L67: the round failed. The caller checked height and round. */
export function onPrecommitTimeout(state: HeightState): Transition {
  return state.round < limits.roundMax ? startRound(state, state.round + 1) : quiet(state);
}
