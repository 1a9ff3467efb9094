/** Joining the others in a later round (L55-L56), without which nodes with drifting timers part. */
import { isSkipThreshold, type Round } from '@trellis/protocol';
import type { RoundRecord } from './round-record.ts';
import { startRound } from './start-round.ts';
import type { HeightState } from './state.ts';
import type { Rule } from './transition.ts';

/**
 * L55-L56: more than a third of the power voted in a later round, so an honest validator is there.
 * Prevotes and precommits count together, each sender once; the latest such round is joined.
 */
export const skipToRound: Rule = (state) => {
  let latest: Round = state.round;
  for (const record of state.rounds.values()) {
    if (record.round > latest && isSkipThreshold(state.validators, senderPower(state, record))) {
      latest = record.round;
    }
  }
  return latest > state.round ? startRound(state, latest) : null;
};

function senderPower({ validators }: HeightState, { prevotes, precommits }: RoundRecord): number {
  let power = 0;
  for (const [index, validator] of validators.validators.entries()) {
    const voted = (prevotes.votes[index] ?? precommits.votes[index] ?? null) !== null;
    if (voted) power += validator.power;
  }
  return power;
}
