/**
 * Step tables for tests: rows of an input, the effects it must have and the state it must leave, all
 * at height 1. Effects and states are written as short words, so that a table reads as a story.
 */
import type { Address, Hash } from '@trellis/crypto';
import {
  createValidatorSet,
  type Round,
  type SignedProposal,
  type SignedVote,
  toHeight,
  type ValidatorSet,
} from '@trellis/protocol';
import { createConsensus, type Effect, type Input, roundState, step } from '../index.ts';
import type { ConsensusState } from '../state.ts';
import type { TimedStep, Timeouts } from '../timeouts.ts';

/** What happens, the input, the effects, and the state after it. */
export type Row = readonly [says: string, input: Input, effects: readonly string[], state: string];

export interface Story {
  readonly name: string;
  /** Our place in the validator set; `null` for an observer. Default 0, the proposer of round 3. */
  readonly self?: number | null;
  /** Default four validators of power 1. */
  readonly powers?: readonly number[];
  /** Inputs before the first row, after the start of the height. */
  readonly given?: readonly Input[];
  readonly rows: readonly Row[];
}

export const height = toHeight(1);

export const timeouts: Timeouts = {
  proposeMs: 3000,
  prevoteMs: 1000,
  precommitMs: 1000,
  growthMs: 500,
  maxMs: 5000,
};

/** What the machine did, in the form of `expected`. */
export function told(story: Story): readonly object[] {
  const validators = validatorSet(story.powers);
  const self = story.self === undefined ? 0 : story.self;
  let state = begin(validators, self);
  for (const input of story.given ?? []) state = step(state, input).state;
  return story.rows.map(([says, input]) => {
    const result = step(state, input);
    state = result.state;
    const effects = result.effects.map((effect) => effectWords(effect, validators));
    return { says, effects, state: stateWords(state) };
  });
}

/** What the machine must do. */
export function expected(story: Story): readonly object[] {
  return story.rows.map(([says, , effects, state]) => ({ says, effects, state }));
}

/** The machine at round 0 of height 1. */
export function begin(validators: ValidatorSet, self: number | null): ConsensusState {
  return step(createConsensus(timeouts), start(validators, self)).state;
}

/** The machine after these inputs. */
export function after(inputs: readonly Input[], self: number | null = 0): ConsensusState {
  return inputs.reduce((state, input) => step(state, input).state, begin(validatorSet(), self));
}

export function start(validators: ValidatorSet, self: number | null): Input {
  const address = self === null ? null : addressOf(validators, self);
  return { type: 'startHeight', height, validators, self: address };
}

/** Validators of these powers. With equal powers, the proposer of round r is (r + 1) mod 4. */
export function validatorSet(powers: readonly number[] = [1, 1, 1, 1]): ValidatorSet {
  // Addresses are hashes of keys, so the keys decide the order; powers are given in that order.
  const keys = powers.map((_, index) => new Uint8Array(32).fill(index + 1));
  const made = createValidatorSet(
    keys.map((publicKey) => ({ scheme: 'ed25519', publicKey, power: 1 })),
  );
  const ordered = made.ok ? made.set.validators : [];
  const powered = createValidatorSet(
    ordered.map(({ scheme, publicKey }, index) => ({
      scheme,
      publicKey,
      power: powers[index] ?? 1,
    })),
  );
  if (!powered.ok) throw new RangeError(powered.problem);
  return powered.set;
}

export function addressOf(validators: ValidatorSet, index: number): Address {
  const validator = validators.validators[index];
  if (validator === undefined) throw new RangeError(`no validator ${index}`);
  return validator.address;
}

/** The id of block `A`, `B`, … `F`. */
export function block(name: string): Hash {
  return name.toLowerCase().repeat(64) as Hash;
}

export interface Signing {
  readonly by: number;
  /** A hedged signature of the same message differs each time. */
  readonly signature?: number;
  readonly powers?: readonly number[];
}

/** A proposal by the round's proposer, unless `by` says otherwise. */
export function proposalOf(
  round: Round,
  blockName: string,
  {
    validRound = -1,
    by = (round + 1) % 4,
    powers,
  }: Partial<Signing> & { validRound?: number } = {},
): SignedProposal {
  return {
    height,
    round,
    validRound,
    blockId: block(blockName),
    proposer: addressOf(validatorSet(powers), by),
    signature: Uint8Array.of(0, by, round),
  };
}

export function voteOf(
  type: SignedVote['type'],
  round: Round,
  blockName: string | null,
  { by, signature = 0, powers }: Signing,
): SignedVote {
  return {
    type,
    height,
    round,
    blockId: blockName === null ? null : block(blockName),
    validator: addressOf(validatorSet(powers), by),
    signature: Uint8Array.of(type === 'prevote' ? 1 : 2, by, round, signature),
  };
}

export function proposal(...args: Parameters<typeof proposalOf>): Input {
  return { type: 'proposal', proposal: proposalOf(...args) };
}

export function prevote(by: number, round: Round, blockName: string | null): Input {
  return { type: 'vote', vote: voteOf('prevote', round, blockName, { by }) };
}

export function precommit(by: number, round: Round, blockName: string | null): Input {
  return { type: 'vote', vote: voteOf('precommit', round, blockName, { by }) };
}

export function prevotes(by: readonly number[], round: Round, blockName: string | null): Input[] {
  return by.map((index) => prevote(index, round, blockName));
}

export function precommits(by: readonly number[], round: Round, blockName: string | null): Input[] {
  return by.map((index) => precommit(index, round, blockName));
}

export function built(round: Round, blockName: string): Input {
  return { type: 'blockBuilt', height, round, blockId: block(blockName) };
}

export function checked(
  round: Round,
  blockName: string,
  { valid = true, timely = true }: { valid?: boolean; timely?: boolean } = {},
): Input {
  return { type: 'proposalChecked', height, round, blockId: block(blockName), valid, timely };
}

export function timeout(timed: TimedStep, round: Round): Input {
  return { type: 'timeout', height, round, step: timed };
}

/** Round 0 in which we lock on A, and which then fails: what leads to round 1 with a lock. */
export const lockedOnA: readonly Input[] = [
  proposal(0, 'A'),
  checked(0, 'A'),
  ...prevotes([1, 2, 3], 0, 'A'),
  ...precommits([1, 2, 3], 0, null),
  timeout('precommit', 0),
];

/** `r1 propose, locked A@0, valid A@0` */
function stateWords(state: ConsensusState): string {
  const { round, step: name } = roundState(state);
  const { locked, valid } = state.current ?? { locked: null, valid: null };
  const place = (what: string, at: typeof locked) =>
    at === null ? '' : `, ${what} ${blockName(at.blockId)}@${at.round}`;
  return `r${round} ${name}${place('locked', locked)}${place('valid', valid)}`;
}

function effectWords(effect: Effect, validators: ValidatorSet): string {
  switch (effect.type) {
    case 'buildBlock':
      return `build ${effect.round}`;
    case 'checkProposal':
      return `check ${effect.proposal.round} ${blockName(effect.proposal.blockId)}`;
    case 'wantBlock':
    case 'safetyViolation':
      return `${effect.type} ${effect.round} ${blockName(effect.blockId)}`;
    case 'signProposal': {
      const { round, blockId, validRound } = effect.proposal;
      return `propose ${round} ${blockName(blockId)}, validRound ${validRound}`;
    }
    case 'signVote':
      return `${effect.vote.type} ${effect.vote.round} ${blockName(effect.vote.blockId)}`;
    case 'scheduleTimeout':
      return `timer ${effect.step} ${effect.round}: ${effect.durationMs} ms`;
    case 'decide': {
      const { round, blockId, signatures } = effect.certificate;
      const signers = signatures.map(({ validatorIndex }) => validatorIndex).join(' ');
      return `decide ${round} ${blockName(blockId)} by ${signers}`;
    }
    case 'evidence': {
      const { first, second } = effect;
      const signer = 'type' in first ? first.validator : first.proposer;
      const what = 'type' in first ? first.type : 'proposal';
      const who = validators.indexOf.get(signer);
      return `evidence v${who} ${what} ${first.round}: ${blockName(first.blockId)} then ${blockName(second.blockId)}`;
    }
  }
}

function blockName(blockId: Hash | null): string {
  return blockId === null ? 'nil' : (blockId[0] ?? '').toUpperCase();
}
