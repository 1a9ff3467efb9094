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

const newBlock: readonly Story[] = [
  {
    name: 'L22-L24: no lock, a valid block: prevote it',
    rows: [
      ['a proposal comes', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['it is valid', checked(0, 'A'), ['prevote 0 A'], 'r0 prevote'],
    ],
  },
  {
    name: 'L26: an invalid block: prevote nil',
    rows: [
      ['a proposal comes', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['it is invalid', checked(0, 'A', { valid: false }), ['prevote 0 nil'], 'r0 prevote'],
    ],
  },
  {
    name: 'checklist item 16: a new block with the wrong time gets nil',
    rows: [
      ['a proposal comes', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['its time is off', checked(0, 'A', { timely: false }), ['prevote 0 nil'], 'r0 prevote'],
    ],
  },
  {
    name: 'checklist item 1 (L22-L26): locked on another block, a new one gets nil, without a check',
    given: lockedOnA,
    rows: [
      [
        'B is proposed',
        proposal(1, 'B'),
        ['check 1 B', 'prevote 1 nil'],
        'r1 prevote, locked A@0, valid A@0',
      ],
      ['valid or not', checked(1, 'B'), [], 'r1 prevote, locked A@0, valid A@0'],
    ],
  },
  {
    name: 'checklist item 1 (L22-L24): locked on the very block that is proposed as new: prevote it',
    given: lockedOnA,
    rows: [
      ['A is proposed', proposal(1, 'A'), ['check 1 A'], 'r1 propose, locked A@0, valid A@0'],
      ['it is timely', checked(1, 'A'), ['prevote 1 A'], 'r1 prevote, locked A@0, valid A@0'],
    ],
  },
];

const validBlock: readonly Story[] = [
  {
    name: 'checklist item 1 (L28): the claimed quorum is not believed, it is waited for',
    given: [timeout('precommit', 0)],
    rows: [
      ['A again, says v2', proposal(1, 'A', { validRound: 0 }), ['check 1 A'], 'r1 propose'],
      ['valid: not enough', checked(1, 'A'), [], 'r1 propose'],
      ['one prevote', prevote(1, 0, 'A'), [], 'r1 propose'],
      ['two prevotes', prevote(2, 0, 'A'), [], 'r1 propose'],
      ['a prevote for another', prevote(0, 0, 'B'), [], 'r1 propose'],
      ['the quorum', prevote(3, 0, 'A'), ['prevote 1 A'], 'r1 prevote, valid A@0'],
    ],
  },
  {
    name: 'L28: with the quorum, validity is waited for; it needs no agreement of clocks',
    given: [timeout('precommit', 0), ...prevotes([1, 2, 3], 0, 'A')],
    rows: [
      ['A again', proposal(1, 'A', { validRound: 0 }), ['check 1 A'], 'r1 propose'],
      [
        'late, but valid',
        checked(1, 'A', { timely: false }),
        ['prevote 1 A'],
        'r1 prevote, valid A@0',
      ],
    ],
  },
  {
    name: 'L32: an invalid block gets nil even with a quorum of prevotes',
    given: [timeout('precommit', 0), ...prevotes([1, 2, 3], 0, 'A')],
    rows: [
      ['A again', proposal(1, 'A', { validRound: 0 }), ['check 1 A'], 'r1 propose'],
      ['invalid', checked(1, 'A', { valid: false }), ['prevote 1 nil'], 'r1 prevote'],
    ],
  },
  {
    name: 'checklist item 1 (L29): lockedRound = validRound frees from the lock (<=, not <)',
    given: [...lockedOnA, ...prevotes([1, 2], 0, 'A')],
    rows: [
      [
        'A again, of the round it was locked in',
        proposal(1, 'A', { validRound: 0 }),
        ['prevote 1 A'],
        'r1 prevote, locked A@0, valid A@0',
      ],
    ],
  },
  {
    name: 'checklist item 1 (L29): a quorum later than the lock frees from it, for another block',
    given: [...lockedOnA, timeout('precommit', 1), ...prevotes([1, 2, 3], 1, 'B')],
    rows: [
      [
        'B again',
        proposal(2, 'B', { validRound: 1 }),
        ['check 2 B'],
        'r2 propose, locked A@0, valid A@0',
      ],
      ['it is valid', checked(2, 'B'), ['prevote 2 B'], 'r2 prevote, locked A@0, valid B@1'],
    ],
  },
  {
    name: 'checklist item 1 (L29, L32): a quorum earlier than the lock does not free from it',
    given: [
      // The others had a quorum for B in round 0; we see it late, and lock on A in round 1.
      timeout('precommit', 0),
      proposal(1, 'A'),
      checked(1, 'A'),
      ...prevotes([1, 2, 3], 1, 'A'),
      timeout('precommit', 1),
      ...prevotes([1, 2, 3], 0, 'B'),
    ],
    rows: [
      [
        'B again',
        proposal(2, 'B', { validRound: 0 }),
        ['check 2 B', 'prevote 2 nil'],
        'r2 prevote, locked A@1, valid A@1',
      ],
    ],
  },
  {
    name: 'checklist item 1 (L29): an earlier quorum for the locked block itself is fine',
    given: [
      timeout('precommit', 0),
      proposal(1, 'A'),
      checked(1, 'A'),
      ...prevotes([1, 2, 3], 1, 'A'),
      timeout('precommit', 1),
      ...prevotes([1, 2, 3], 0, 'A'),
    ],
    rows: [
      [
        'A again, by one who saw an older quorum',
        proposal(2, 'A', { validRound: 0 }),
        ['prevote 2 A'],
        'r2 prevote, locked A@1, valid A@1',
      ],
    ],
  },
  {
    name: 'L28: validRound must be below the round',
    given: [...prevotes([1, 2, 3], 0, 'A')],
    rows: [
      ['its own round', proposal(0, 'A', { validRound: 0 }), [], 'r0 propose'],
      ['a later one', proposal(0, 'A', { validRound: 7 }), [], 'r0 propose'],
      ['no round at all', proposal(0, 'A', { validRound: -2 }), [], 'r0 propose'],
      ['half a round', proposal(0, 'A', { validRound: -0.5 }), [], 'r0 propose'],
    ],
  },
];

const checks: readonly Story[] = [
  {
    name: 'a block that was not answered for is asked for again in its next round',
    rows: [
      ['round 0', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['no answer', timeout('propose', 0), ['prevote 0 nil'], 'r0 prevote'],
      ['a copy of the proposal', proposal(0, 'A'), [], 'r0 prevote'],
      ['next', timeout('precommit', 0), ['timer propose 1: 3500 ms'], 'r1 propose'],
      ['again', proposal(1, 'A', { validRound: 0 }), ['check 1 A'], 'r1 propose'],
    ],
  },
  {
    name: 'a validation result stands, and one about a block never asked for is dropped',
    rows: [
      ['unasked', checked(0, 'A', { valid: false }), [], 'r0 propose'],
      ['a proposal', proposal(0, 'A'), ['check 0 A'], 'r0 propose'],
      ['the validation result', checked(0, 'A'), ['prevote 0 A'], 'r0 prevote'],
      ['another', checked(0, 'A', { valid: false }), [], 'r0 prevote'],
      ['it is still valid', prevote(1, 0, 'A'), [], 'r0 prevote'],
      ['for', prevote(2, 0, 'A'), [], 'r0 prevote'],
      ['the lock', prevote(3, 0, 'A'), ['precommit 0 A'], 'r0 precommit, locked A@0, valid A@0'],
    ],
  },
];

const late: readonly Story[] = [
  {
    name: 'L57-L60: no proposal in time: prevote nil, and a late one changes nothing',
    rows: [
      ['time is up', timeout('propose', 0), ['prevote 0 nil'], 'r0 prevote'],
      ['the proposal', proposal(0, 'A'), ['check 0 A'], 'r0 prevote'],
      ['is valid', checked(0, 'A'), [], 'r0 prevote'],
      ['time is up again', timeout('propose', 0), [], 'r0 prevote'],
    ],
  },
];

describe('a new block in step propose', () => {
  it.each(newBlock)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
describe('a block proposed again', () => {
  it.each(validBlock)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
describe('asking the node', () => {
  it.each(checks)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
describe('the propose timeout', () => {
  it.each(late)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});
