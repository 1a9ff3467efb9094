/** What a node tells its peers about its height, so that each can send what the other lacks. */
import type { Hash } from '@trellis/crypto';
import { type Height, type Round, toHeight } from '@trellis/protocol';
import type { ConsensusState } from './state.ts';
import type { TimedStep } from './timeouts.ts';

/** Small and plain: sent to peers once a second, and shown to people to explain a stall. */
export interface RoundState {
  readonly height: Height;
  readonly round: Round;
  readonly step: 'idle' | TimedStep | 'decided';
  readonly lockedRound: Round | -1;
  readonly validRound: Round | -1;
  /** In increasing order of round, at most `roundSummariesMax`. */
  readonly rounds: readonly RoundSummary[];
}

export interface RoundSummary {
  readonly round: Round;
  /** The block of the proposal held, `null` when there is none. */
  readonly proposal: Hash | null;
  /** One character a validator, in the order of the set: `1` when its vote is held, else `0`. */
  readonly prevotes: string;
  readonly precommits: string;
  /**
   * A later proposal says this block had a quorum of prevotes in this round, and we can't see it
   * yet: `prevotes` then tells whose prevote for this very block is held.
   */
  readonly claimed: { readonly blockId: Hash; readonly prevotes: string } | null;
}

/** Most rounds in one `RoundState`. */
export const roundSummariesMax = 16;

/** Summary of the height in progress; height 0 and step `idle` before the first. */
export function roundState(_state: ConsensusState): RoundState {
  return {
    height: toHeight(0),
    round: 0,
    step: 'idle',
    lockedRound: -1,
    validRound: -1,
    rounds: [],
  };
}
