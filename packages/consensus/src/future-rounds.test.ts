import { describe, expect, it } from 'vitest';
import { futureRoundsPerSender } from './future-rounds.ts';
import { step } from './step.ts';
import { after, precommit, prevote, prevotes, proposal, timeout } from './testing/story.ts';

const known = (state: ReturnType<typeof after>) => [...(state.current?.rounds.keys() ?? [])];

describe('checklist item 12: rounds not reached yet', () => {
  it('keeps the latest two of a sender', () => {
    const rounds = [10, 7, 30, 20, 25];
    const state = after(rounds.map((round) => prevote(1, round, 'A')));
    expect(futureRoundsPerSender).toBe(2);
    expect(known(state).sort((a, b) => a - b)).toEqual([0, 25, 30]);
  });

  it('keeps every message of a round that is kept', () => {
    const state = after([
      prevote(1, 10, 'A'),
      prevote(1, 20, 'A'),
      precommit(1, 10, null),
      precommit(1, 20, null),
    ]);
    expect(state.current?.rounds.get(10)?.precommits.power).toBe(1);
    expect(state.current?.rounds.get(20)?.precommits.power).toBe(1);
  });

  it("takes nothing of one sender's for another's", () => {
    const state = after([
      prevote(2, 5, 'A'),
      prevote(1, 5, 'B'),
      ...[10, 20].map((round) => prevote(1, round, 'A')),
    ]);
    // Round 5 was joined when the second sender came; what follows is future to round 5.
    expect(state.current?.round).toBe(5);
    expect(known(state)).toEqual([0, 5, 10, 20]);
  });

  it('counts proposals as messages of their proposer', () => {
    // v2 proposes in rounds 1, 5, 9.
    const state = after([proposal(1, 'A'), proposal(5, 'A'), proposal(9, 'A')]);
    expect(known(state)).toEqual([0, 5, 9]);
  });

  it('does not let an equivocator make the same evidence again', () => {
    let state = after([prevote(1, 10, 'A')]);
    let reports = 0;
    for (const round of [10, 20, 30, 40, 10, 50]) {
      for (const name of ['A', 'B']) {
        const result = step(state, prevote(1, round, name));
        state = result.state;
        reports += result.effects.length;
      }
    }
    expect(reports).toBe(2);
    expect(known(state)).toEqual([0, 10, 20]);
  });

  it('frees the room when the rounds are reached', () => {
    const state = after([
      prevote(1, 1, 'A'),
      prevote(1, 2, 'A'),
      timeout('precommit', 0),
      timeout('precommit', 1),
      ...prevotes([1], 3, 'A'),
      ...prevotes([1], 4, 'A'),
    ]);
    expect(known(state)).toEqual([0, 1, 2, 3, 4]);
  });
});
