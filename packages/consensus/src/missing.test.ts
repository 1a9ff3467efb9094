import { messageLimits, nextHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { Input } from './input.ts';
import { missingFor, missingMessagesMax } from './missing.ts';
import { roundState } from './round-state.ts';
import type { ConsensusState } from './state.ts';
import { createConsensus } from './state.ts';
import { step } from './step.ts';
import {
  after,
  checked,
  height,
  lockedOnA,
  precommits,
  prevote,
  prevotes,
  proposal,
  timeout,
  timeouts,
} from './testing/story.ts';

/** What one node sends another after being told its round state, as inputs. */
function resend(from: ConsensusState, to: ConsensusState): Input[] {
  return missingFor(from, roundState(to)).map((message) =>
    'type' in message ? { type: 'vote', vote: message } : { type: 'proposal', proposal: message },
  );
}

function words(inputs: readonly Input[]): string[] {
  return inputs.map((input) => {
    if (input.type === 'proposal') return `proposal ${input.proposal.round}`;
    return input.type === 'vote' ? `${input.vote.type} ${input.vote.round}` : input.type;
  });
}

describe('a round state', () => {
  it('is idle at height 0 before the first height', () => {
    expect(roundState(createConsensus(timeouts))).toEqual({
      height: 0n,
      round: 0,
      step: 'idle',
      lockedRound: -1,
      validRound: -1,
      rounds: [],
    });
  });

  it('tells what is held, by round', () => {
    const state = after([...lockedOnA, prevote(2, 1, null), prevote(3, 4, 'B')]);
    expect(roundState(state)).toMatchObject({
      height,
      round: 1,
      step: 'propose',
      lockedRound: 0,
      validRound: 0,
      rounds: [
        { round: 0, prevotes: '0111', precommits: '0111', claimed: null },
        { round: 1, proposal: null, prevotes: '0010', precommits: '0000', claimed: null },
        { round: 4, prevotes: '0001', precommits: '0000', claimed: null },
      ],
    });
  });

  it('stays small however many rounds there were', () => {
    const rounds = Array.from({ length: 100 }, (_, round) => timeout('precommit', round));
    const state = after([...lockedOnA, ...rounds]);
    const told = roundState(state).rounds.map(({ round }) => round);
    expect(told.length).toBeLessThanOrEqual(messageLimits.roundSummariesMax);
    // The locked round is told of, however long ago it was.
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBe(100);
  });
});

describe('checklist item 11: sending again', () => {
  it('gives a peer the proposal, then the votes that it lacks', () => {
    const state = after([
      proposal(0, 'A'),
      ...prevotes([1, 2], 0, 'A'),
      ...precommits([3], 0, null),
    ]);
    const peer = after([prevote(1, 0, 'A')]);
    expect(words(resend(state, peer))).toEqual(['proposal 0', 'precommit 0', 'prevote 0']);
  });

  it('gives nothing that the peer has, or to a peer at another height', () => {
    const state = after([proposal(0, 'A'), ...prevotes([1, 2], 0, 'A')]);
    expect(missingFor(state, roundState(state))).toEqual([]);
    const ahead = { ...roundState(after([])), height: nextHeight(height) };
    expect(missingFor(state, ahead)).toEqual([]);
    expect(missingFor(createConsensus(timeouts), ahead)).toEqual([]);
  });

  it('brings a peer that lags by many rounds to ours at once', () => {
    const rounds = Array.from({ length: 40 }, (_, round) => timeout('precommit', round));
    const state = after([...rounds, ...prevotes([1, 2], 40, null)]);
    const peer = resend(state, after([])).reduce((s, input) => step(s, input).state, after([]));
    expect(peer.current?.round).toBe(40);
  });

  it('completes a decision of a past round', () => {
    const held = [proposal(0, 'A'), checked(0, 'A'), timeout('precommit', 0)];
    const state = after([...held, ...precommits([1, 2], 0, 'A')]);
    const peer = after([...held, ...precommits([3], 0, 'A')]);
    const told = resend(state, peer).reduce((s, input) => step(s, input).state, peer);
    expect(told.current?.step).toBe('decided');
  });

  it("shows an equivocator's other vote to one that needs it", () => {
    // v3 prevoted A to one node, and nil to another, which can't see the quorum for A.
    const locked = after([...lockedOnA, proposal(1, 'A', { validRound: 0 })]);
    const blind = after([
      ...prevotes([1, 2], 0, 'A'),
      prevote(3, 0, null),
      timeout('precommit', 0),
      proposal(1, 'A', { validRound: 0 }),
      checked(1, 'A'),
    ]);
    expect(blind.current?.step).toBe('propose');
    expect(roundState(blind).rounds[0]?.claimed?.prevotes).toBe('0110');
    const told = resend(locked, blind).reduce((s, input) => step(s, input).state, blind);
    expect(told.current?.step).toBe('prevote');
  });

  it('shows the quorum that a proposal claims to a peer that missed all of its round', () => {
    const again = proposal(2, 'A', { validRound: 1 });
    const locked = after([
      timeout('precommit', 0),
      proposal(1, 'A'),
      checked(1, 'A'),
      ...prevotes([0, 1, 2], 1, 'A'),
      timeout('precommit', 1),
      again,
    ]);
    // Two votes took it from round 0 to round 2.
    const late = after([...prevotes([1, 2], 2, 'A'), again, checked(2, 'A')]);
    expect(late.current).toMatchObject({ round: 2, step: 'propose' });
    expect(late.current?.rounds.has(1)).toBe(false);
    const told = resend(locked, late).reduce((s, input) => step(s, input).state, late);
    expect(told.current?.step).toBe('prevote');
  });

  it('is bounded', () => {
    const rounds = Array.from({ length: 30 }, (_, round) => [
      proposal(round, 'A'),
      ...prevotes([0, 1, 2, 3], round, 'A'),
      ...precommits([0, 1, 3], round, 'B').slice(0, 2),
      timeout('precommit', round),
    ]).flat();
    const state = after(rounds);
    const bare = {
      ...roundState(state),
      rounds: roundState(state).rounds.map(({ round }) => ({
        round,
        proposal: null,
        prevotes: '',
        precommits: '',
        claimed: null,
      })),
    };
    expect(missingFor(state, bare).length).toBeLessThanOrEqual(missingMessagesMax);
    expect(missingFor(state, bare).length).toBeGreaterThan(20);
  });
});
