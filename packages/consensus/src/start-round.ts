/** Entering a round, and proposing in it: function StartRound, L11-L21. */
import type { Hash } from '@trellis/crypto';
import type { Proposal, Round, ValidatorSet } from '@trellis/protocol';
import type { BlockBuiltInput } from './input.ts';
import type { RoundRecord } from './round-record.ts';
import {
  type HeightState,
  isDone,
  isProposer,
  recordOf,
  withDone,
  withRecord,
  withResult,
} from './state.ts';
import { quiet, scheduleTimeout, type Transition } from './transition.ts';
import { dropNilVotes } from './vote-tally.ts';

/** L11-L21. The state must not be past this round. */
export function startRound(old: HeightState, round: Round): Transition {
  // L12-L13
  const entered = withRecord(
    { ...old, round, step: 'propose', rounds: forgetNilVotes(old, round) },
    recordOf(old, round),
  );
  // L21, for the proposer as well: its signer may refuse, or its block never come.
  const timeout = scheduleTimeout(entered, 'propose');
  if (!isProposer(entered)) return { state: entered, effects: [timeout] };
  if (entered.valid !== null) {
    // L15-L16, L19: the valid block again, unchanged, with the round that made it valid.
    const proposal = ownProposal(entered, entered.valid.blockId, entered.valid.round);
    return { state: entered, effects: [timeout, ...proposal] };
  }
  // L18
  return {
    state: withDone(entered, round, 'buildBlock'),
    effects: [timeout, { type: 'buildBlock', height: entered.height, round }],
  };
}

/** L19 with the value of L18. Too late, or unasked, or a second one: nothing happens. */
export function onBlockBuilt(state: HeightState, { round, blockId }: BlockBuiltInput): Transition {
  const wanted =
    round === state.round &&
    state.step === 'propose' &&
    isDone(state, round, 'buildBlock') &&
    !isDone(state, round, 'blockBuilt') &&
    recordOf(state, round).proposal === null;
  if (!wanted) return quiet(state);
  const asked = withResult(withDone(state, round, 'blockBuilt'), blockId, true);
  const built = withRecord(asked, { ...recordOf(asked, round), timely: true });
  return { state: built, effects: ownProposal(built, blockId, -1) };
}

function ownProposal(
  { height, round, self }: HeightState,
  blockId: Hash,
  validRound: Round | -1,
): Transition['effects'] {
  if (self === null) return [];
  const proposal: Proposal = { height, round, validRound, blockId, proposer: self };
  return [{ type: 'signProposal', proposal }];
}

/**
 * Nil votes matter in the round in progress and the one before (a peer may still be there); older
 * ones can't bring about a decision or a lock, and would pile up while the network is down.
 */
function forgetNilVotes(
  { rounds, validators }: HeightState,
  current: Round,
): HeightState['rounds'] {
  return new Map(
    [...rounds].map(([round, record]) => [
      round,
      round < current - 1 ? withoutNilVotes(record, validators) : record,
    ]),
  );
}

function withoutNilVotes(record: RoundRecord, validators: ValidatorSet): RoundRecord {
  const prevotes = dropNilVotes(record.prevotes, validators);
  const precommits = dropNilVotes(record.precommits, validators);
  const unchanged = prevotes === record.prevotes && precommits === record.precommits;
  return unchanged ? record : { ...record, prevotes, precommits };
}
