import { describe, expect, it } from 'vitest';
import { step } from './step.ts';
import {
  after,
  checked,
  expected,
  precommit,
  precommits,
  prevote,
  prevotes,
  proposal,
  type Story,
  timeout,
  told,
} from './testing/story.ts';

const deciding: readonly Story[] = [
  {
    name: 'L49: a quorum of precommits decides, once, and ends the height',
    given: [proposal(0, 'A'), checked(0, 'A'), ...prevotes([1, 2, 3], 0, 'A')],
    rows: [
      ['one', precommit(1, 0, 'A'), [], 'r0 precommit, locked A@0, valid A@0'],
      ['two', precommit(2, 0, 'A'), [], 'r0 precommit, locked A@0, valid A@0'],
      ['three', precommit(3, 0, 'A'), ['decide 0 A by 1 2 3'], 'r0 decided, locked A@0, valid A@0'],
      ['our own', precommit(0, 0, 'A'), [], 'r0 decided, locked A@0, valid A@0'],
      ['a timeout', timeout('precommit', 0), [], 'r0 decided, locked A@0, valid A@0'],
    ],
  },
  {
    name: 'L49: in step propose, too',
    given: [proposal(0, 'A'), ...precommits([1, 2], 0, 'A'), checked(0, 'A', { timely: false })],
    rows: [['a quorum', precommit(3, 0, 'A'), ['decide 0 A by 1 2 3'], 'r0 decided']],
  },
  {
    name: 'checklist item 6 (L49): precommits of round 0 complete at round 3',
    given: [
      proposal(0, 'A'),
      checked(0, 'A'),
      precommit(1, 0, 'A'),
      precommit(2, 0, 'A'),
      timeout('precommit', 0),
      timeout('precommit', 1),
      timeout('precommit', 2),
    ],
    rows: [['the third', precommit(3, 0, 'A'), ['decide 0 A by 1 2 3'], 'r3 decided']],
  },
  {
    name: 'checklist item 6 (L49): a round not reached yet decides, too',
    given: [...precommits([1], 1, 'A')],
    rows: [
      [
        'two senders: join round 1',
        precommit(2, 1, 'A'),
        ['timer propose 1: 3500 ms'],
        'r1 propose',
      ],
      [
        'a quorum for a block never seen',
        precommit(3, 1, 'A'),
        ['wantBlock 1 A', 'timer precommit 1: 1500 ms'],
        'r1 propose',
      ],
      ['it is fetched and valid', checked(1, 'A'), ['decide 1 A by 1 2 3'], 'r1 decided'],
    ],
  },
  {
    name: 'nil precommits decide nothing',
    given: precommits([1, 2], 0, null),
    rows: [['a quorum', precommit(3, 0, null), ['timer precommit 0: 1000 ms'], 'r0 propose']],
  },
  {
    name: 'a quorum for a block that is still being checked waits for the answer',
    given: [proposal(0, 'A'), ...precommits([1, 2], 0, 'A')],
    rows: [
      [
        'the quorum',
        precommit(3, 0, 'A'),
        ['wantBlock 0 A', 'timer precommit 0: 1000 ms'],
        'r0 propose',
      ],
      ['the answer', checked(0, 'A'), ['decide 0 A by 1 2 3'], 'r0 decided'],
    ],
  },
  {
    name: 'a quorum for a block that we validated invalid is a safety violation, told once',
    given: [proposal(0, 'A'), checked(0, 'A', { valid: false }), ...precommits([1, 2], 0, 'A')],
    rows: [
      [
        'the quorum',
        precommit(3, 0, 'A'),
        ['safetyViolation 0 A', 'timer precommit 0: 1000 ms'],
        'r0 prevote',
      ],
      ['our own?', precommit(0, 0, null), [], 'r0 prevote'],
    ],
  },
  {
    name: 'a block fetched for its quorum may turn out invalid: a safety violation',
    given: precommits([1, 2], 0, 'A'),
    rows: [
      [
        'the quorum',
        precommit(3, 0, 'A'),
        ['wantBlock 0 A', 'timer precommit 0: 1000 ms'],
        'r0 propose',
      ],
      ['invalid', checked(0, 'A', { valid: false }), ['safetyViolation 0 A'], 'r0 propose'],
    ],
  },
];

const failing: readonly Story[] = [
  {
    name: 'checklist item 5 (L47): a quorum of any precommits starts the timeout, once',
    rows: [
      ['nil', precommit(1, 0, null), [], 'r0 propose'],
      ['A', precommit(2, 0, 'A'), [], 'r0 propose'],
      ['B', precommit(3, 0, 'B'), ['timer precommit 0: 1000 ms'], 'r0 propose'],
      ['one more', precommit(0, 0, null), [], 'r0 propose'],
      ['time is up (L65)', timeout('precommit', 0), ['timer propose 1: 3500 ms'], 'r1 propose'],
    ],
  },
  {
    name: 'L47: quorums of nil in both steps leave nothing to wait for, once',
    given: [...prevotes([1, 2, 3], 0, null), ...precommits([1, 2], 0, null)],
    rows: [
      ['the quorum', precommit(3, 0, null), ['timer precommit 0: 0 ms'], 'r0 propose'],
      ['one more', precommit(0, 0, null), [], 'r0 propose'],
      ['the next round', timeout('precommit', 0), ['timer propose 1: 3500 ms'], 'r1 propose'],
    ],
  },
  {
    name: 'L47: the quorum of nil prevotes may come last',
    given: [...prevotes([1, 2], 0, null), ...precommits([1, 2], 0, null)],
    rows: [
      ['nil is precommitted', precommit(3, 0, null), ['timer precommit 0: 1000 ms'], 'r0 propose'],
      ['and was prevoted', prevote(3, 0, null), ['timer precommit 0: 0 ms'], 'r0 propose'],
    ],
  },
  {
    name: 'L47: a prevote for a block that may yet find its quorum is waited for',
    given: [prevote(1, 0, 'A'), ...prevotes([2, 3], 0, null), ...precommits([1, 2], 0, null)],
    rows: [['nil', precommit(3, 0, null), ['timer precommit 0: 1000 ms'], 'r0 propose']],
  },
  {
    name: 'checklist item 8 (L57, L61, L65): stale timeouts do nothing',
    given: [timeout('precommit', 0)],
    rows: [
      ['of the last round', timeout('propose', 0), [], 'r1 propose'],
      ['of the last round', timeout('prevote', 0), [], 'r1 propose'],
      ['of the last round', timeout('precommit', 0), [], 'r1 propose'],
      ['of a later one', timeout('precommit', 2), [], 'r1 propose'],
      ['of another step', timeout('prevote', 1), [], 'r1 propose'],
    ],
  },
];

describe('a quorum of precommits for a block', () => {
  it.each(deciding)('$name', (story) => expect(told(story)).toEqual(expected(story)));
});

describe('a round that fails', () => {
  it.each(failing)('$name', (story) => expect(told(story)).toEqual(expected(story)));

  it('checklist item 8: a timeout of another height does nothing', () => {
    const state = after([]);
    const stale = timeout('propose', 0);
    const result = step(state, { ...stale, height: 2n } as typeof stale);
    expect(result).toEqual({ state, effects: [] });
  });
});
