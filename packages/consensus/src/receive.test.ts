import type { Address } from '@trellis/crypto';
import { describe, expect, it } from 'vitest';
import { step } from './step.ts';
import {
  after,
  begin,
  block,
  checked,
  expected,
  lockedOnA,
  precommit,
  precommits,
  prevote,
  prevotes,
  proposal,
  type Story,
  start,
  timeout,
  told,
  validatorSet,
  voteOf,
} from './testing/story.ts';

const equivocation: readonly Story[] = [
  {
    name: 'checklist item 12: the first vote stays, the second is evidence, a third is nothing',
    rows: [
      ['A', prevote(1, 0, 'A'), [], 'r0 propose'],
      ['B', prevote(1, 0, 'B'), ['evidence v1 prevote 0: A then B'], 'r0 propose'],
      ['nil', prevote(1, 0, null), [], 'r0 propose'],
      ['its precommit is another matter', precommit(1, 0, 'A'), [], 'r0 propose'],
      ['nil', precommit(1, 0, null), ['evidence v1 precommit 0: A then nil'], 'r0 propose'],
      ['another round, too', prevote(1, 1, 'A'), [], 'r0 propose'],
      ['B', prevote(1, 1, 'B'), ['evidence v1 prevote 1: A then B'], 'r0 propose'],
    ],
  },
  {
    name: 'checklist item 12: a second proposal is evidence, once; the first one stays',
    rows: [
      ['A', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['B', proposal(0, 'B'), ['evidence v1 proposal 0: A then B'], 'r0 propose'],
      ['C', proposal(0, 'C'), [], 'r0 propose'],
      ['A is valid', checked(0, 'A'), ['prevote 0 A'], 'r0 prevote'],
    ],
  },
  {
    name: 'one block with two valid rounds is two proposals',
    rows: [
      ['new', proposal(1, 'A'), [], 'r0 propose'],
      [
        'or not',
        proposal(1, 'A', { validRound: 0 }),
        ['evidence v2 proposal 1: A then A'],
        'r0 propose',
      ],
    ],
  },
  {
    name: "an equivocator's vote for the proposed block counts for a quorum, after any other",
    given: [proposal(0, 'A'), checked(0, 'A'), prevote(3, 0, 'B'), ...prevotes([1, 2], 0, 'A')],
    rows: [
      [
        'v3 told the others A',
        prevote(3, 0, 'A'),
        ['evidence v3 prevote 0: B then A', 'precommit 0 A'],
        'r0 precommit, locked A@0, valid A@0',
      ],
    ],
  },
  {
    name: 'it counts for a quorum that a later proposal claims, when that comes first or is re-sent',
    given: [timeout('precommit', 0), prevote(3, 0, null), ...prevotes([1, 2], 0, 'A')],
    rows: [
      ['too early', prevote(3, 0, 'A'), ['evidence v3 prevote 0: nil then A'], 'r1 propose'],
      ['A again', proposal(1, 'A', { validRound: 0 }), ['check 1 A'], 'r1 propose'],
      ['valid', checked(1, 'A'), [], 'r1 propose'],
      ['no use', prevote(3, 0, 'C'), [], 'r1 propose'],
      ['re-sent', prevote(3, 0, 'A'), ['prevote 1 A'], 'r1 prevote, valid A@0'],
    ],
  },
  {
    name: 'two votes of one validator for one block count once',
    given: [proposal(0, 'A'), checked(0, 'A'), prevote(3, 0, 'B'), prevote(1, 0, 'A')],
    rows: [
      ['A', prevote(3, 0, 'A'), ['evidence v3 prevote 0: B then A'], 'r0 prevote'],
      ['A', prevote(3, 0, 'A'), [], 'r0 prevote'],
      ['a copy', prevote(1, 0, 'A'), [], 'r0 prevote'],
    ],
  },
  {
    name: "an equivocator's second precommit never counts",
    given: [proposal(0, 'A'), checked(0, 'A'), precommit(3, 0, null), ...precommits([1], 0, 'A')],
    rows: [
      ['A', precommit(3, 0, 'A'), ['evidence v3 precommit 0: nil then A'], 'r0 prevote'],
      ['two of four', precommit(2, 0, 'A'), ['timer precommit 0: 1000 ms'], 'r0 prevote'],
    ],
  },
];

const dropped: readonly Story[] = [
  {
    name: 'checklist item 10: only the proposer of the round may propose',
    rows: [
      ['v2 in round 0', proposal(0, 'A', { by: 2 }), [], 'r0 propose'],
      ['v1 in round 0', proposal(0, 'A', { by: 1 }), ['check 0 A'], 'r0 propose'],
    ],
  },
];

describe('checklist item 20: equivocation', () => {
  it.each(equivocation)('$name', (story) => expect(told(story)).toEqual(expected(story)));

  it('is no matter of signature bytes: hedged signatures of one vote differ', () => {
    const state = after([prevote(1, 0, 'A')]);
    const again = voteOf('prevote', 0, 'A', { by: 1, signature: 99 });
    expect(step(state, { type: 'vote', vote: again })).toEqual({ state, effects: [] });
  });
});

describe('what is dropped', () => {
  it.each(dropped)('$name', (story) => expect(told(story)).toEqual(expected(story)));

  const state = after([]);
  const vote = voteOf('prevote', 0, 'A', { by: 1 });
  const stranger = 'f'.repeat(64) as Address;
  it.each([
    ['a vote by nobody of the set', { ...vote, validator: stranger }],
    ['a vote of another height', { ...vote, height: 2n as typeof vote.height }],
    ['a vote of round -1', { ...vote, round: -1 }],
    ['a vote of round 0.5', { ...vote, round: 0.5 }],
    ['a vote of round NaN', { ...vote, round: Number.NaN }],
    ['a vote beyond the largest round', { ...vote, round: 65_536 }],
  ])('%s', (_, odd) => {
    expect(step(state, { type: 'vote', vote: odd })).toEqual({ state, effects: [] });
  });

  it('everything before the first height', () => {
    const idle = step(after([]), timeout('propose', 9)).state;
    expect(step({ ...idle, current: null }, prevote(1, 0, 'A')).effects).toEqual([]);
  });
});

describe('checklist items 13, 14 and 15: restarts', () => {
  it('starting a height again does not forget its lock', () => {
    const state = after(lockedOnA);
    expect(step(state, start(validatorSet(), 0))).toEqual({ state, effects: [] });
  });

  it('the machine does not need its own votes back', () => {
    const state = after([
      proposal(0, 'A'),
      checked(0, 'A'),
      ...prevotes([1, 2, 3], 0, 'A'),
      ...precommits([1, 2], 0, 'A'),
    ]);
    const { effects } = step(state, precommit(3, 0, 'A'));
    expect(effects.map(({ type }) => type)).toEqual(['decide']);
  });

  it('our own precommit, sent back by a peer, restores a lock that a lost log forgot', () => {
    const state = after([precommit(0, 0, 'A'), timeout('precommit', 0), proposal(1, 'B')]);
    expect(state.current?.locked).toEqual({ blockId: block('A'), round: 0 });
    expect(state.current?.step).toBe('prevote');
  });

  it("an observer's set may hold its votes; it locks nothing from them", () => {
    const state = after([precommit(0, 0, 'A')], null);
    expect(state.current?.locked).toBeNull();
  });

  it('a validator that is not in the set only follows', () => {
    const outside = step(begin(validatorSet(), null), timeout('propose', 0));
    expect(outside.effects).toEqual([]);
    expect(outside.state.current?.step).toBe('prevote');
  });
});
