import { describe, expect, it } from 'vitest';
import {
  checked,
  expected,
  precommit,
  prevote,
  proposal,
  type Story,
  timeout,
  told,
} from './testing/story.ts';

const skipping: readonly Story[] = [
  {
    name: 'checklist item 7 (L55): more than a third of the power in a later round: join it',
    rows: [
      ['one sender', prevote(1, 5, 'A'), [], 'r0 propose'],
      ['two', prevote(2, 5, 'B'), ['timer propose 5: 5000 ms'], 'r5 propose'],
    ],
  },
  {
    name: 'checklist item 7 (L55): prevotes and precommits count together, in any step',
    given: [timeout('propose', 0), timeout('prevote', 0)],
    rows: [
      ['a prevote', prevote(1, 2, null), [], 'r0 precommit'],
      ['a precommit', precommit(2, 2, null), ['timer propose 2: 4000 ms'], 'r2 propose'],
    ],
  },
  {
    name: 'checklist item 7 (L55): one sender counts once',
    rows: [
      ['its prevote', prevote(1, 2, null), [], 'r0 propose'],
      ['its precommit', precommit(1, 2, null), [], 'r0 propose'],
      ['its proposal of that round', proposal(2, 'A', { by: 3 }), [], 'r0 propose'],
    ],
  },
  {
    name: 'checklist item 9 (L55): exactly a third of the power is not enough',
    powers: [2, 2, 1, 1],
    self: null,
    rows: [
      ['2 of 6', prevote(0, 2, null), [], 'r0 propose'],
      ['3 of 6', prevote(2, 2, null), ['timer propose 2: 4000 ms'], 'r2 propose'],
    ],
  },
  {
    name: 'L55: what already came for that round is used at once',
    given: [proposal(1, 'A'), prevote(1, 1, 'A')],
    rows: [
      ['join', prevote(2, 1, 'A'), ['timer propose 1: 3500 ms', 'check 1 A'], 'r1 propose'],
      ['valid', checked(1, 'A'), ['prevote 1 A'], 'r1 prevote'],
      ['and lock', prevote(3, 1, 'A'), ['precommit 1 A'], 'r1 precommit, locked A@1, valid A@1'],
    ],
  },
  {
    name: 'L55: the latest of two such rounds is joined',
    given: [prevote(1, 3, null), prevote(1, 4, null), precommit(2, 4, null)],
    rows: [['an old vote', prevote(2, 3, null), [], 'r4 propose']],
  },
];

describe('joining a later round', () => {
  it.each(skipping)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
