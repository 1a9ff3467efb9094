/** What a node tells its peers about its height, so that each can send what the other lacks. */
import type { Hash } from '@trellis/crypto';
import {
  type Height,
  isQuorum,
  messageLimits,
  type Round,
  type SignedVote,
  toHeight,
} from '@trellis/protocol';
import type { RoundRecord } from './round-record.ts';
import { type ConsensusState, type HeightState, recordOf } from './state.ts';
import type { TimedStep } from './timeouts.ts';
import { powerFor, votesFor } from './vote-tally.ts';

/** Small and plain: sent to peers once a second, and shown to people to explain a stall. */
export interface RoundState {
  readonly height: Height;
  readonly round: Round;
  readonly step: 'idle' | TimedStep | 'decided';
  readonly lockedRound: Round | -1;
  readonly validRound: Round | -1;
  /** In increasing order of round, at most `messageLimits.roundSummariesMax`. */
  readonly rounds: readonly RoundSummary[];
}

/** What is held of one round. */
export interface RoundSummary {
  readonly round: Round;
  /** The block of the proposal held, `null` when there is none. */
  readonly proposal: Hash | null;
  /** One character a validator, in the order of the set: `1` when its vote is held, else `0`. */
  readonly prevotes: string;
  readonly precommits: string;
  /**
   * The block whose quorum of prevotes we look for in this round: the one that the proposal in
   * progress claims, else the round's own. `prevotes` tells whose prevote for this very block is held,
   * as a second one of an equivocator counts here; `null` when all that are held are for it.
   */
  readonly claimed: { readonly blockId: Hash; readonly prevotes: string } | null;
}

/** Rounds before the one in progress that are told of, besides the locked and valid ones. */
const pastRoundsMax = 8;

/** Summary of the height in progress; height 0 and step `idle` before the first. */
export function roundState({ current }: ConsensusState): RoundState {
  if (current === null) {
    const height = toHeight(0);
    return { height, round: 0, step: 'idle', lockedRound: -1, validRound: -1, rounds: [] };
  }
  const { height, round, step, locked, valid } = current;
  const rounds = summarizedRounds(current).map((record) => summary(current, record));
  const lockedRound = locked?.round ?? -1;
  const validRound = valid?.round ?? -1;
  return { height, round, step, lockedRound, validRound, rounds };
}

/**
 * The rounds worth telling of: the most useful are chosen, then put in order. The round that the proposal
 * in progress claims is one of them even if we hold nothing of it: whoever missed all of it would otherwise
 * never be sent its votes, and could not vote with those who are locked there.
 */
function summarizedRounds(state: HeightState): readonly RoundRecord[] {
  const { round: now, locked, valid } = state;
  const claimed = recordOf(state, now).proposal?.validRound ?? -1;
  const known = [...state.rounds.keys()].sort((a, b) => b - a);
  const past = known.filter((round) => round < now).slice(0, pastRoundsMax);
  const future = known.filter((round) => round > now);
  const chosen = new Set([now, claimed, locked?.round, valid?.round, ...past, ...future]);
  return [...chosen]
    .flatMap((round) => (round === undefined || round < 0 ? [] : recordOf(state, round)))
    .slice(0, messageLimits.roundSummariesMax)
    .sort((a, b) => a.round - b.round);
}

function summary(state: HeightState, record: RoundRecord): RoundSummary {
  return {
    round: record.round,
    proposal: record.proposal?.blockId ?? null,
    prevotes: bitmap(record.prevotes.votes),
    precommits: bitmap(record.precommits.votes),
    claimed: unseenClaim(state, record),
  };
}

function unseenClaim(state: HeightState, record: RoundRecord): RoundSummary['claimed'] {
  const { round, prevotes } = record;
  const current = recordOf(state, state.round).proposal;
  const proposal = current?.validRound === round ? current : record.proposal;
  if (proposal === null) return null;
  const { blockId } = proposal;
  if (prevotes.votes.every((vote) => vote === null || vote.blockId === blockId)) return null;
  if (isQuorum(state.validators, powerFor(prevotes, state.validators, blockId))) return null;
  return { blockId, prevotes: bitmap(votesFor(prevotes, blockId)) };
}

function bitmap(votes: readonly (SignedVote | null)[]): string {
  return votes.map((vote) => (vote === null ? '0' : '1')).join('');
}
