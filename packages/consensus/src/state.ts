/** The whole state of the machine: plain immutable data, copied on every change. */
import type { Address, Hash } from '@trellis/crypto';
import { type Height, proposerAt, type Round, type ValidatorSet } from '@trellis/protocol';
import { createRoundRecord, type OnceARound, type RoundRecord } from './round-record.ts';
import type { TimedStep, Timeouts } from './timeouts.ts';

/** What `step` takes and gives; nothing else is remembered between inputs. */
export interface ConsensusState {
  readonly timeouts: Timeouts;
  /** The height in progress, or just decided; `null` before the first. */
  readonly current: HeightState | null;
}

/** The paper's variables (L1-L9) for one height, with every message that still matters. */
export interface HeightState {
  readonly timeouts: Timeouts;
  readonly height: Height;
  readonly validators: ValidatorSet;
  /** `null` for an observer. */
  readonly self: Address | null;
  /** round_p: the round in progress. */
  readonly round: Round;
  /** step_p, or that the height is decided. */
  readonly step: TimedStep | 'decided';
  /** lockedValue and lockedRound. */
  readonly locked: BlockAtRound | null;
  /** validValue and validRound. */
  readonly valid: BlockAtRound | null;
  /** By round; the current round is always there. */
  readonly rounds: ReadonlyMap<Round, RoundRecord>;
  /** valid(v) for every block the node was asked about; `null` until it answers. */
  readonly blocks: ReadonlyMap<Hash, boolean | null>;
}

export interface BlockAtRound {
  readonly blockId: Hash;
  readonly round: Round;
}

/** The idle machine, before any height. */
export function createConsensus(timeouts: Timeouts): ConsensusState {
  return { timeouts, current: null };
}

/** A height at the moment it begins, before `startRound` enters round 0. */
export function createHeight(
  timeouts: Timeouts,
  start: {
    readonly height: Height;
    readonly validators: ValidatorSet;
    readonly self: Address | null;
    readonly locked?: BlockAtRound | null;
  },
): HeightState {
  const { height, validators, self, locked = null } = start;
  return {
    timeouts,
    height,
    validators,
    self: self !== null && validators.indexOf.has(self) ? self : null,
    round: 0,
    step: 'propose',
    locked,
    valid: null,
    rounds: new Map([[0, createRoundRecord(0, validators)]]),
    blocks: new Map(),
  };
}

/** The record of a round, an empty one if nothing is known of it. */
export function recordOf(state: HeightState, round: Round): RoundRecord {
  return state.rounds.get(round) ?? createRoundRecord(round, state.validators);
}

/** With this record in place of the round's old one. */
export function withRecord(state: HeightState, record: RoundRecord): HeightState {
  return { ...state, rounds: new Map(state.rounds).set(record.round, record) };
}

/** With this done in this round, so that it is not done again. */
export function withDone(state: HeightState, round: Round, what: OnceARound): HeightState {
  const record = recordOf(state, round);
  return withRecord(state, { ...record, done: [...record.done, what] });
}

/** Whether this was done in this round. */
export function isDone(state: HeightState, round: Round, what: OnceARound): boolean {
  return state.rounds.get(round)?.done.includes(what) ?? false;
}

/** With the node asked about this block; an answer it already gave stays. */
export function withBlockAsked(state: HeightState, blockId: Hash): HeightState {
  if (state.blocks.has(blockId)) return state;
  return { ...state, blocks: new Map(state.blocks).set(blockId, null) };
}

/** With the node's validation result on a block. The first validation result stays: valid(v) never changes. */
export function withResult(state: HeightState, blockId: Hash, valid: boolean): HeightState {
  if (typeof state.blocks.get(blockId) === 'boolean') return state;
  return { ...state, blocks: new Map(state.blocks).set(blockId, valid) };
}

/** Whether we are the proposer of the round in progress (L14). */
export function isProposer({ validators, height, round, self }: HeightState): boolean {
  return self !== null && proposerAt(validators, height, round).address === self;
}
