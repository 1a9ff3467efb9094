/** What a rule does: the height's next state, and the effects it asks for. */
import type { Hash } from '@trellis/crypto';
import type { VoteType } from '@trellis/protocol';
import type { Effect } from './effect.ts';
import type { HeightState } from './state.ts';
import { type TimedStep, timeoutMs } from './timeouts.ts';

export interface Transition {
  readonly state: HeightState;
  readonly effects: readonly Effect[];
}

/**
 * One "upon" clause of Algorithm 1: `null` while its condition does not hold. Its own transition must
 * make the condition false, or `advance` would not end.
 */
export type Rule = (state: HeightState) => Transition | null;

/** No effect, only a new state. */
export function quiet(state: HeightState): Transition {
  return { state, effects: [] };
}

/**
 * Casts our vote and moves to the step named after it. An observer moves as well, so that it follows
 * the rounds, but signs nothing. The vote counts when it comes back signed.
 */
export function castVote(state: HeightState, type: VoteType, blockId: Hash | null): Transition {
  const { height, round, self } = state;
  return {
    state: { ...state, step: type },
    effects:
      self === null
        ? []
        : [{ type: 'signVote', vote: { type, height, round, blockId, validator: self } }],
  };
}

/** Asks for the current round's timeout of this step. */
export function scheduleTimeout({ timeouts, height, round }: HeightState, step: TimedStep): Effect {
  const durationMs = timeoutMs(timeouts, step, round);
  return { type: 'scheduleTimeout', height, round, step, durationMs };
}
