/** The one entry point: an input goes in, the next state and what to do about it come out. */
import type { Effect } from './effect.ts';
import type { Input, TimeoutInput } from './input.ts';
import { decide, leaveNilRound, onPrecommitTimeout, waitForPrecommits } from './precommit-rules.ts';
import {
  lockOnPolka,
  noteEarlierPolka,
  onPrevoteTimeout,
  precommitNil,
  waitForPrevotes,
} from './prevote-rules.ts';
import {
  checkProposal,
  onProposeTimeout,
  prevoteNewBlock,
  prevoteValidBlock,
} from './propose-rules.ts';
import { receiveProposal, receiveResult, receiveVote } from './receive.ts';
import { skipToRound } from './skip-rule.ts';
import { onBlockBuilt, startRound } from './start-round.ts';
import { type ConsensusState, createHeight, type HeightState } from './state.ts';
import { quiet, type Rule, type Transition } from './transition.ts';

/** The state after an input, and what it asks for. */
export interface StepResult {
  readonly state: ConsensusState;
  /** To be carried out in this order. */
  readonly effects: readonly Effect[];
}

/**
 * Every "upon" clause that waits for messages, tried in this order. The paper leaves the order open;
 * this one decides first, and schedules a timeout only when nothing better can be done.
 */
const rules: readonly Rule[] = [
  decide,
  skipToRound,
  checkProposal,
  prevoteNewBlock,
  prevoteValidBlock,
  lockOnPolka,
  noteEarlierPolka,
  precommitNil,
  waitForPrevotes,
  leaveNilRound,
  waitForPrecommits,
];

/** Takes one input. Pure, deterministic and total: the same inputs give the same effects. */
export function step(state: ConsensusState, input: Input): StepResult {
  const { timeouts, current } = state;
  if (input.type === 'startHeight') {
    // Starting the same height again would forget its lock, and with it a promise.
    if (current !== null && input.height <= current.height) return { state, effects: [] };
    return advance(timeouts, startRound(createHeight(timeouts, input), 0));
  }
  if (current === null || current.step === 'decided') return { state, effects: [] };
  const transition = take(current, input);
  const nothing = transition.state === current && transition.effects.length === 0;
  return nothing ? { state, effects: [] } : advance(timeouts, transition);
}

function take(state: HeightState, input: Exclude<Input, { type: 'startHeight' }>): Transition {
  const { height } = state;
  switch (input.type) {
    case 'proposal':
      return input.proposal.height === height
        ? receiveProposal(state, input.proposal)
        : quiet(state);
    case 'vote':
      return input.vote.height === height ? receiveVote(state, input.vote) : quiet(state);
    case 'blockBuilt':
      return input.height === height ? onBlockBuilt(state, input) : quiet(state);
    case 'proposalChecked':
      return input.height === height ? quiet(receiveResult(state, input)) : quiet(state);
    case 'timeout':
      return onTimeout(state, input);
  }
}

/** A timeout of another height or round is stale (the conditions of L57, L61 and L65). */
function onTimeout(state: HeightState, timeout: TimeoutInput): Transition {
  if (timeout.height !== state.height || timeout.round !== state.round) return quiet(state);
  switch (timeout.step) {
    case 'propose':
      return onProposeTimeout(state);
    case 'prevote':
      return onPrevoteTimeout(state);
    case 'precommit':
      return onPrecommitTimeout(state);
  }
}

/** Applies the rules until none holds. */
function advance(timeouts: ConsensusState['timeouts'], first: Transition): StepResult {
  let { state } = first;
  const effects: Effect[] = [...first.effects];
  for (let next = firstRule(state); next !== null; next = firstRule(state)) {
    state = next.state;
    effects.push(...next.effects);
  }
  return { state: { timeouts, current: state }, effects };
}

function firstRule(state: HeightState): Transition | null {
  if (state.step === 'decided') return null;
  for (const rule of rules) {
    const transition = rule(state);
    if (transition !== null) return transition;
  }
  return null;
}
