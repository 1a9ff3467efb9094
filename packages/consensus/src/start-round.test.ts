import { limits } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { step } from './step.ts';
import {
  after,
  begin,
  built,
  checked,
  expected,
  lockedOnA,
  precommit,
  prevote,
  prevotes,
  proposal,
  type Story,
  timeout,
  told,
  validatorSet,
} from './testing/story.ts';

const proposing: readonly Story[] = [
  {
    name: 'L14-L19: the proposer of round 0 proposes a new block, and prevotes it without a check',
    self: 1,
    rows: [
      ['a block is built', built(0, 'A'), ['propose 0 A, validRound -1'], 'r0 propose'],
      ['another', built(0, 'B'), [], 'r0 propose'],
      ['the proposal comes back signed', proposal(0, 'A'), ['prevote 0 A'], 'r0 prevote'],
    ],
  },
  {
    name: 'L18: in a later round as well',
    given: [timeout('precommit', 0), timeout('precommit', 1)],
    rows: [
      [
        'our round comes',
        timeout('precommit', 2),
        ['timer propose 3: 4500 ms', 'build 3'],
        'r3 propose',
      ],
      ['a block of another round', built(2, 'A'), [], 'r3 propose'],
      ['ours', built(3, 'A'), ['propose 3 A, validRound -1'], 'r3 propose'],
    ],
  },
  {
    name: 'checklist item 3 (L15-L16): the valid block is proposed again, with its round',
    given: [...lockedOnA, timeout('precommit', 1)],
    rows: [
      [
        'our round comes',
        timeout('precommit', 2),
        ['timer propose 3: 4500 ms', 'propose 3 A, validRound 0'],
        'r3 propose, locked A@0, valid A@0',
      ],
      ['no block was asked for', built(3, 'B'), [], 'r3 propose, locked A@0, valid A@0'],
    ],
  },
  {
    name: 'checklist item 3 (L16): the valid block, not the locked one',
    given: [
      ...lockedOnA,
      proposal(1, 'B'),
      checked(1, 'B'),
      ...prevotes([1, 2], 1, 'B'),
      timeout('prevote', 1),
      prevote(3, 1, 'B'),
      timeout('precommit', 1),
    ],
    rows: [
      [
        'our round comes',
        timeout('precommit', 2),
        ['timer propose 3: 4500 ms', 'propose 3 B, validRound 1'],
        'r3 propose, locked A@0, valid B@1',
      ],
    ],
  },
  {
    name: 'the signer refuses our proposal: the propose timeout ends our own round, too',
    self: 1,
    rows: [
      ['a block is built', built(0, 'A'), ['propose 0 A, validRound -1'], 'r0 propose'],
      ['nothing comes back', timeout('propose', 0), ['prevote 0 nil'], 'r0 prevote'],
    ],
  },
  {
    name: 'a block that is built too late is not proposed',
    self: 1,
    rows: [
      ['time is up', timeout('propose', 0), ['prevote 0 nil'], 'r0 prevote'],
      ['the block', built(0, 'A'), [], 'r0 prevote'],
    ],
  },
  {
    name: 'after a restart our own earlier proposal comes from a peer: no second one',
    self: 1,
    rows: [
      ['from a peer', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['a new block is built', built(0, 'B'), [], 'r0 propose'],
    ],
  },
];

describe('proposing', () => {
  it.each(proposing)('$name', (story) => expect(told(story)).toEqual(expected(story)));

  it('L18: a proposer is asked for a block as the height starts', () => {
    const { effects } = step(after([], null), {
      type: 'startHeight',
      height: 2n,
      validators: validatorSet(),
      self: validatorSet().validators[2]?.address ?? null,
    } as Parameters<typeof step>[1]);
    expect(effects).toEqual([
      { type: 'scheduleTimeout', height: 2n, round: 0, step: 'propose', durationMs: 3000 },
      { type: 'buildBlock', height: 2n, round: 0 },
    ]);
  });

  it('checklist item 10: every validator proposes in its turn, and nobody else', () => {
    const asked = [0, 1, 2, 3].map((self) => {
      let state = begin(validatorSet(), self);
      return [0, 1, 2, 3].filter((round) => {
        const result = step(state, timeout('precommit', round));
        state = result.state;
        return result.effects.some(({ type }) => type === 'buildBlock');
      });
    });
    // Round r + 1 is entered by the timeout of round r; round 0, v1's, was entered at the start.
    expect(asked).toEqual([[2], [3], [0], [1]]);
  });
});

describe('a new round', () => {
  it('does not go past the largest round', () => {
    const far = after([prevote(1, limits.roundMax, null), precommit(2, limits.roundMax, null)]);
    expect(far.current?.round).toBe(limits.roundMax);
    expect(step(far, timeout('precommit', limits.roundMax))).toEqual({ state: far, effects: [] });
  });

  it('forgets the nil votes of rounds before the last one, and keeps the others', () => {
    const state = after([
      prevote(1, 0, null),
      prevote(2, 0, 'A'),
      precommit(1, 0, null),
      timeout('precommit', 0),
      prevote(1, 1, null),
      timeout('precommit', 1),
      prevote(3, 0, null),
      prevote(0, 0, 'A'),
    ]);
    const kept = [0, 1].map((round) =>
      state.current?.rounds.get(round)?.prevotes.votes.map((vote) => vote !== null),
    );
    expect(kept).toEqual([
      [true, false, true, false],
      [false, true, false, false],
    ]);
    expect(state.current?.rounds.get(0)?.precommits.power).toBe(0);
  });
});
