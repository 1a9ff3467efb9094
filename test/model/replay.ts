/**
 * Does the machine of packages/consensus do what the model does? Each honest validator is a machine that gets
 * the inputs of the trace, and answers as the model's node does; after each input both must be in the same
 * state and have sent the same messages.
 */

import type { ConsensusState, Effect, Input, StepResult } from '@trellis/consensus';
import {
  block,
  built,
  checked,
  precommit,
  prevote,
  proposal,
  start,
  timeout,
  timeouts,
  validatorSet,
} from '@trellis/consensus/testing/story';
import type { Hash } from '@trellis/crypto';
import type { ModelInput, ModelMessage, ModelProcess, ModelState } from './trace.ts';

/** The machine, so that a test can replay against a broken one. */
export interface Machine {
  create(timeouts: ConsensusState['timeouts']): ConsensusState;
  step(state: ConsensusState, input: Input): StepResult;
}

/** Where the machine and the model part. */
export interface Difference {
  /** Index of the state in the trace. */
  readonly at: number;
  readonly input: ModelInput;
  readonly model: Summary;
  readonly machine: Summary;
}

/** One validator in words, the same for both. */
interface Summary {
  readonly id: number;
  readonly round: number;
  readonly step: string;
  readonly locked: string;
  readonly valid: string;
  readonly decision: string;
  readonly sent: readonly string[];
}

interface Validator {
  readonly id: number;
  state: ConsensusState;
  decision: string;
  readonly sent: Set<string>;
}

const validators = validatorSet();

/** The first difference, or nothing when the trace is the machine's as well. */
export function replay(trace: readonly ModelState[], machine: Machine): Difference | undefined {
  const running = new Map<number, Validator>();
  for (const [at, state] of trace.entries()) {
    for (const { id } of state.processes) {
      if (state.faulty.includes(id)) continue;
      const validator = running.get(id) ?? begin(id, machine);
      running.set(id, validator);
      const input = inputOf(state.input, id);
      if (input !== undefined) feed(validator, input, machine);
      const expected = summaryOfModel(state.processes[id]);
      const actual = summaryOfMachine(validator);
      if (JSON.stringify(expected) !== JSON.stringify(actual)) {
        return { at, input: state.input, model: expected, machine: actual };
      }
    }
  }
  return undefined;
}

function begin(id: number, machine: Machine): Validator {
  const validator = {
    id,
    state: machine.create(timeouts),
    decision: 'nil',
    sent: new Set<string>(),
  };
  feed(validator, start(validators, id), machine);
  return validator;
}

/** Takes an input, and then every answer that follows from it, in order. */
function feed(validator: Validator, first: Input, machine: Machine): void {
  const inputs = [first];
  for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) {
    const { state, effects } = machine.step(validator.state, input);
    validator.state = state;
    for (const effect of effects) inputs.push(...answers(validator, effect));
  }
}

/** What the model's node answers: every block is valid and timely, and everything is signed. */
function answers(validator: Validator, effect: Effect): readonly Input[] {
  switch (effect.type) {
    case 'buildBlock':
      return [built(effect.round, validator.id % 2 === 0 ? 'A' : 'B')];
    case 'checkProposal':
      return [checked(effect.proposal.round, nameOf(effect.proposal.blockId))];
    case 'wantBlock':
      return [checked(effect.round, nameOf(effect.blockId))];
    case 'signProposal': {
      const { round, validRound, blockId } = effect.proposal;
      validator.sent.add(`propose ${round} ${nameOf(blockId)} ${validRound}`);
      return [proposal(round, nameOf(blockId), { validRound, by: validator.id })];
    }
    case 'signVote': {
      const { type, round, blockId } = effect.vote;
      validator.sent.add(`${type} ${round} ${nameOf(blockId)}`);
      const vote = type === 'prevote' ? prevote : precommit;
      return [vote(validator.id, round, blockId === null ? null : nameOf(blockId))];
    }
    case 'decide':
      validator.decision = nameOf(effect.certificate.blockId);
      return [];
    case 'scheduleTimeout':
    case 'evidence':
    case 'safetyViolation':
      return [];
  }
}

function inputOf(input: ModelInput, id: number): Input | undefined {
  switch (input.tag) {
    case 'Begin':
      return undefined;
    case 'Timeout':
      return input.value.at === id ? timeout(input.value.kind, input.value.round) : undefined;
    case 'Deliver':
      return input.value.to === id ? inputOfMessage(input.value.message) : undefined;
  }
}

function inputOfMessage(message: ModelMessage): Input {
  const { by, round, value } = message.value;
  if (message.tag === 'Propose') {
    return proposal(round, value, { validRound: message.value.validRound, by });
  }
  const vote = message.value.kind === 'prevote' ? prevote : precommit;
  return vote(by, round, value === 'nil' ? null : value);
}

function summaryOfModel(process: ModelProcess | undefined): Summary {
  if (process === undefined) throw new Error('a validator is missing in the trace');
  const { id, round, step, decision, sent } = process;
  return {
    id,
    round,
    step,
    locked: `${process.lockedValue} ${process.lockedRound}`,
    valid: `${process.validValue} ${process.validRound}`,
    decision,
    sent: sent.map(messageWords).sort(),
  };
}

function messageWords({ tag, value }: ModelMessage): string {
  return tag === 'Propose'
    ? `propose ${value.round} ${value.value} ${value.validRound}`
    : `${value.kind} ${value.round} ${value.value}`;
}

function summaryOfMachine({ id, state, decision, sent }: Validator): Summary {
  const { current } = state;
  if (current === null) throw new Error('the machine has not begun');
  const at = (place: typeof current.locked) =>
    place === null ? 'nil -1' : `${nameOf(place.blockId)} ${place.round}`;
  return {
    id,
    round: current.round,
    step: current.step,
    locked: at(current.locked),
    valid: at(current.valid),
    decision,
    sent: [...sent].sort(),
  };
}

function nameOf(blockId: Hash | null): string {
  if (blockId === null) return 'nil';
  return blockId === block('A') ? 'A' : 'B';
}
