/** The one entry point: an input goes in, the next state and what to do about it come out. */
import type { Effect } from './effect.ts';
import type { Input } from './input.ts';
import type { ConsensusState } from './state.ts';

export interface StepResult {
  readonly state: ConsensusState;
  /** To be carried out in this order. */
  readonly effects: readonly Effect[];
}

/** Takes one input. Pure, deterministic and total: the same inputs give the same effects. */
export function step(state: ConsensusState, _input: Input): StepResult {
  return { state, effects: [] };
}
