import { describe, expect, it } from 'vitest';
import {
  checked,
  expected,
  lockedOnA,
  prevote,
  prevotes,
  proposal,
  type Story,
  timeout,
  told,
} from './testing/story.ts';

const proposedA = [proposal(0, 'A'), checked(0, 'A')];

const locking: readonly Story[] = [
  {
    name: 'checklist item 2 (L36-L43): a quorum in step prevote locks, notes the valid block, precommits',
    given: [...proposedA, ...prevotes([1, 2], 0, 'A')],
    rows: [
      [
        'the third prevote',
        prevote(3, 0, 'A'),
        ['precommit 0 A'],
        'r0 precommit, locked A@0, valid A@0',
      ],
      ['a fourth', prevote(0, 0, 'A'), [], 'r0 precommit, locked A@0, valid A@0'],
    ],
  },
  {
    name: 'checklist item 2 (L42-L43): in step precommit it notes the valid block, but does not lock',
    given: [...proposedA, ...prevotes([1, 2], 0, 'A'), timeout('prevote', 0)],
    rows: [['the third prevote, late', prevote(3, 0, 'A'), [], 'r0 precommit, valid A@0']],
  },
  {
    name: 'L36: in step propose the quorum waits for our own prevote',
    given: [proposal(0, 'A'), ...prevotes([1, 2, 3], 0, 'A')],
    rows: [
      [
        'the block turns out valid',
        checked(0, 'A'),
        ['prevote 0 A', 'precommit 0 A'],
        'r0 precommit, locked A@0, valid A@0',
      ],
    ],
  },
  {
    name: 'L36: timeliness is no part of valid(v): a node whose clock is off locks with the others',
    given: [proposal(0, 'A'), checked(0, 'A', { timely: false }), ...prevotes([1, 2], 0, 'A')],
    rows: [
      ['a quorum', prevote(3, 0, 'A'), ['precommit 0 A'], 'r0 precommit, locked A@0, valid A@0'],
    ],
  },
  {
    name: 'L36: no lock on a block that this node validated invalid',
    given: [proposal(0, 'A'), checked(0, 'A', { valid: false }), ...prevotes([1, 2], 0, 'A')],
    rows: [['a quorum', prevote(3, 0, 'A'), ['timer prevote 0: 1000 ms'], 'r0 prevote']],
  },
  {
    name: 'L36: a quorum for a block that was not proposed to us does not lock',
    given: [timeout('propose', 0), ...prevotes([1, 2], 0, 'A')],
    rows: [
      ['a quorum', prevote(3, 0, 'A'), ['timer prevote 0: 1000 ms'], 'r0 prevote'],
      ['the proposal comes', proposal(0, 'A'), ['check 0 A'], 'r0 prevote'],
      ['now', checked(0, 'A'), ['precommit 0 A'], 'r0 precommit, locked A@0, valid A@0'],
    ],
  },
  {
    name: 'L36: a later quorum moves the lock to its block',
    given: [...lockedOnA, timeout('propose', 1), proposal(1, 'B'), checked(1, 'B')],
    rows: [
      ['one', prevote(1, 1, 'B'), [], 'r1 prevote, locked A@0, valid A@0'],
      ['two', prevote(2, 1, 'B'), [], 'r1 prevote, locked A@0, valid A@0'],
      ['all', prevote(3, 1, 'B'), ['precommit 1 B'], 'r1 precommit, locked B@1, valid B@1'],
    ],
  },
];

const seenLate: readonly Story[] = [
  {
    name: 'a quorum of an earlier round, seen late, is proposed again by whoever comes next',
    given: [
      ...proposedA,
      timeout('precommit', 0),
      timeout('precommit', 1),
      ...prevotes([1, 2], 0, 'A'),
    ],
    rows: [
      ['the quorum of round 0', prevote(3, 0, 'A'), [], 'r2 propose, valid A@0'],
      [
        'our round comes',
        timeout('precommit', 2),
        ['timer propose 3: 4500 ms', 'propose 3 A, validRound 0'],
        'r3 propose, valid A@0',
      ],
    ],
  },
  {
    name: 'it neither locks nor unlocks, and does not displace a later one',
    given: [
      timeout('precommit', 0),
      proposal(1, 'B'),
      checked(1, 'B'),
      ...prevotes([1, 2, 3], 1, 'B'),
      timeout('precommit', 1),
      proposal(0, 'A'),
      ...prevotes([1, 2], 0, 'A'),
    ],
    rows: [
      ['a quorum', prevote(3, 0, 'A'), [], 'r2 propose, locked B@1, valid B@1'],
      [
        'A again',
        proposal(2, 'A'),
        ['check 2 A', 'prevote 2 nil'],
        'r2 prevote, locked B@1, valid B@1',
      ],
      ['it is valid', checked(2, 'A'), [], 'r2 prevote, locked B@1, valid B@1'],
    ],
  },
];

const neverUnlocking: readonly Story[] = [
  {
    name: 'checklist item 4: a quorum of nil prevotes does not unlock',
    given: [...lockedOnA, timeout('propose', 1), ...prevotes([1, 2], 1, null)],
    rows: [
      [
        'the quorum',
        prevote(3, 1, null),
        ['precommit 1 nil'],
        'r1 precommit, locked A@0, valid A@0',
      ],
    ],
  },
  {
    name: 'checklist item 4: no timeout unlocks',
    given: lockedOnA,
    rows: [
      ['propose', timeout('propose', 1), ['prevote 1 nil'], 'r1 prevote, locked A@0, valid A@0'],
      [
        'prevote',
        timeout('prevote', 1),
        ['precommit 1 nil'],
        'r1 precommit, locked A@0, valid A@0',
      ],
      [
        'precommit',
        timeout('precommit', 1),
        ['timer propose 2: 4000 ms'],
        'r2 propose, locked A@0, valid A@0',
      ],
    ],
  },
];

const notAgreeing: readonly Story[] = [
  {
    name: 'checklist item 5 (L34): a quorum of any prevotes starts the timeout, once',
    given: [timeout('propose', 0)],
    rows: [
      ['nil', prevote(0, 0, null), [], 'r0 prevote'],
      ['A', prevote(1, 0, 'A'), [], 'r0 prevote'],
      ['B: a quorum of a mixture', prevote(2, 0, 'B'), ['timer prevote 0: 1000 ms'], 'r0 prevote'],
      ['one more', prevote(3, 0, 'C'), [], 'r0 prevote'],
      ['time is up (L61)', timeout('prevote', 0), ['precommit 0 nil'], 'r0 precommit'],
      ['again', timeout('prevote', 0), [], 'r0 precommit'],
    ],
  },
  {
    name: 'L34: in step propose the timeout waits for our own prevote',
    given: prevotes([1, 2], 0, 'A'),
    rows: [
      ['a quorum', prevote(3, 0, 'B'), [], 'r0 propose'],
      [
        'we prevote',
        timeout('propose', 0),
        ['prevote 0 nil', 'timer prevote 0: 1000 ms'],
        'r0 prevote',
      ],
    ],
  },
  {
    name: 'checklist item 5 (L44): a quorum of nil prevotes precommits nil at once',
    given: [timeout('propose', 0), ...prevotes([1, 2], 0, null)],
    rows: [['the quorum', prevote(3, 0, null), ['precommit 0 nil'], 'r0 precommit']],
  },
  {
    name: 'checklist item 5: an absent vote is not a nil vote',
    given: [timeout('propose', 0)],
    rows: [
      ['one nil', prevote(1, 0, null), [], 'r0 prevote'],
      ['two, and two absent', prevote(2, 0, null), [], 'r0 prevote'],
    ],
  },
  {
    name: 'checklist item 9: a quorum is more than two thirds of the power, not of the heads',
    powers: [4, 1, 1, 1],
    self: null,
    given: [timeout('propose', 0)],
    rows: [
      ['1 of 7', prevote(1, 0, null), [], 'r0 prevote'],
      ['2 of 7', prevote(2, 0, null), [], 'r0 prevote'],
      ['three of four heads, but 3 of 7', prevote(3, 0, null), [], 'r0 prevote'],
      ['7 of 7', prevote(0, 0, null), [], 'r0 precommit'],
    ],
  },
  {
    name: 'checklist item 9: exactly two thirds of the power is no quorum',
    powers: [2, 2, 1, 1],
    self: null,
    given: [timeout('propose', 0)],
    rows: [
      ['2 of 6', prevote(0, 0, null), [], 'r0 prevote'],
      ['4 of 6', prevote(1, 0, null), [], 'r0 prevote'],
      ['5 of 6', prevote(2, 0, null), [], 'r0 precommit'],
    ],
  },
];

describe('a quorum of prevotes for the proposed block', () => {
  it.each(locking)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
describe('a quorum of prevotes in an earlier round', () => {
  it.each(seenLate)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
describe('the lock', () => {
  it.each(neverUnlocking)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
describe('prevotes that do not agree', () => {
  it.each(notAgreeing)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
