import { toHeight } from '@trellis/protocol';
import type { StallCause } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { StallFacts, ValidatorFacts, VotingFacts } from './facts.ts';

const here: ValidatorFacts['peerLiveness'] = { is: 'here' };
const gone: ValidatorFacts['peerLiveness'] = {
  is: 'unconnected',
  reason: 'connection refused',
  wasConnected: true,
};

const validator = (number: number, changes: Partial<ValidatorFacts> = {}): ValidatorFacts => ({
  name: `node${number}`,
  power: 1,
  peerLiveness: here,
  prevote: 'none',
  precommit: 'none',
  clock: { aheadMs: -40, errorMs: 20 },
  announced: null,
  doubtsMemory: false,
  ...changes,
});

const clockAt = (aheadMs: number, errorMs = 20): Partial<ValidatorFacts> => ({
  clock: { aheadMs, errorMs },
});

const four = (...changes: readonly Partial<ValidatorFacts>[]): readonly ValidatorFacts[] =>
  [1, 2, 3, 4].map((number, index) =>
    validator(number, {
      ...(index === 0 ? { peerLiveness: { is: 'self' } } : {}),
      ...changes[index],
    }),
  );

const idle: StallFacts = {
  head: toHeight(11),
  headMs: 4_000,
  voting: null,
  version: 1,
  validators: four(),
  vote: 'votes',
  guard: { is: 'voting' },
  chainAheadMs: -2_000,
  chainAheadMaxMs: 3_600_000,
  hasWork: false,
  waiting: 0,
  heartbeatInMs: 6_000,
  isCatchingUp: false,
  highestPeer: toHeight(11),
  peers: { connected: 3, known: 3 },
  diskFreeBytes: 10 ** 10,
};

const voting = (changes: Partial<VotingFacts> = {}): Partial<StallFacts> => ({
  hasWork: true,
  waiting: 7,
  voting: {
    round: 2,
    step: 'propose',
    sinceMs: 4_200,
    proposer: 'node3',
    proposal: 'none',
    ...changes,
  },
});

interface Case {
  readonly name: string;
  readonly facts: Partial<StallFacts>;
  readonly cause: StallCause;
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'nothing waits',
    facts: {},
    cause: 'nothing_to_do',
    says: ['nothing to do', 'block 11 is final', 'in 6.0 s'],
  },
  {
    name: 'a block is about to begin',
    facts: { hasWork: true, waiting: 1 },
    cause: 'deciding',
    says: ['about to begin', '1 transaction'],
  },
  {
    name: 'a block is being decided as it should',
    facts: voting({ sinceMs: 80, round: 0 }),
    cause: 'deciding',
    says: ['Block 12 is in round 0, step propose, for 0.1 s.'],
  },
  {
    name: 'two of four are gone',
    facts: {
      ...voting({ step: 'prevote' }),
      validators: four(
        { prevote: 'nil' },
        { prevote: 'nil' },
        { peerLiveness: gone },
        {
          peerLiveness: { is: 'silent', forMs: 9_000 },
        },
      ),
    },
    cause: 'quorum_missing',
    says: [
      'power 2 of 4, and a block needs 3',
      'node3 (power 1, not connected: connection refused) and node4 (power 1, connected, unresponsive for 9.0 s)',
      'prevotes held: power 2, needed: 3 of 4',
    ],
  },
  {
    name: 'power counts, not heads',
    facts: { ...voting(), validators: four({}, {}, {}, { power: 3, peerLiveness: gone }) },
    cause: 'quorum_missing',
    says: ['power 3 of 6, and a block needs 5', 'node4 (power 3'],
  },
  {
    name: 'a connected proposer sends nothing',
    facts: voting(),
    cause: 'proposal_missing',
    says: ['proposal of node3', 'connected and may be busy', 'round 2, step propose, for 4.2 s'],
  },
  {
    name: 'an absent proposer is named with its reason',
    facts: { ...voting(), validators: four({}, {}, { peerLiveness: gone }) },
    cause: 'proposal_missing',
    says: ['node3, which is not connected: connection refused, has not come'],
  },
  {
    name: 'this node proposes nothing',
    facts: voting({ proposer: 'node1' }),
    cause: 'proposal_missing',
    says: ['which is this node', 'signer rejects'],
  },
  {
    name: 'the content of a block is missing',
    facts: voting({ proposal: 'unchecked' }),
    cause: 'block_unchecked',
    says: ['node3 proposed is not checked yet', 'fetches transactions'],
  },
  {
    name: 'votes are missing',
    facts: {
      ...voting({ step: 'precommit', proposal: 'valid' }),
      validators: four({ precommit: 'block' }, { precommit: 'block' }, {}, { peerLiveness: gone }),
    },
    cause: 'votes_missing',
    says: ['node3 (connected) and node4 (power 1', 'precommits held: power 2, needed: 3 of 4'],
  },
  ...(
    [
      ['none', 'did not come in time'],
      ['unchecked', 'could not be fetched'],
      ['invalid', 'invalid by this node’s rules'],
      ['untimely', 'too far from this node’s clock'],
      ['valid', 'some voted for the block'],
    ] as const
  ).map(
    ([proposal, says]): Case => ({
      name: `the votes are split, and the proposal is ${proposal}`,
      facts: {
        ...voting({ step: 'prevote', proposal }),
        validators: four({ prevote: 'nil' }, { prevote: 'nil' }, { prevote: 'block' }),
      },
      cause: 'votes_split',
      says: [says, 'round 2'],
    }),
  ),
  {
    name: 'this node catches up',
    facts: { isCatchingUp: true, highestPeer: toHeight(500) },
    cause: 'catching_up',
    says: ['has block 11, 489 fewer'],
  },
  {
    name: 'nobody sends it what it lacks',
    facts: { highestPeer: toHeight(500) },
    cause: 'left_behind',
    says: ['up to 500', 'up to 11'],
  },
  {
    name: 'no peer is connected',
    facts: {
      ...voting(),
      validators: four({}, { peerLiveness: gone }, { peerLiveness: gone }, { peerLiveness: gone }),
      peers: { connected: 0, known: 3 },
    },
    cause: 'cut_off',
    says: ['no connection to any of its 3 peers'],
  },
  {
    name: 'peers are connected and silent',
    facts: {
      ...voting(),
      validators: four(
        {},
        ...[1, 2, 3].map(() => ({ peerLiveness: { is: 'silent', forMs: 5_000 } as const })),
      ),
    },
    cause: 'cut_off',
    says: ['hears nothing from any other validator', 'cut off'],
  },
  {
    name: 'its clock is behind',
    facts: {
      ...voting(),
      validators: four({}, clockAt(5_000), clockAt(5_100), clockAt(4_900)),
    },
    cause: 'own_clock_off',
    says: ['about 5.0 s behind that of node2, node3 and node4', 'Set the clock'],
  },
  {
    name: 'its clock is ahead',
    facts: { ...voting(), validators: four({}, clockAt(-9_000), clockAt(-9_000)) },
    cause: 'own_clock_off',
    says: ['9.0 s ahead of that of node2 and node3'],
  },
  {
    name: 'the chain is too far ahead of its clock',
    facts: { ...voting(), chainAheadMs: 3_700_000 },
    cause: 'chain_ahead_of_clock',
    says: ['3700.0 s ahead of this node’s clock', 'set it', 'aheadOfClockMaxMs'],
  },
  {
    name: 'too many have forgotten what they signed',
    facts: {
      ...voting(),
      vote: 'waits',
      guard: { is: 'waiting', doubt: 'old', limit: toHeight(13), missing: [] },
      validators: four({}, {}, { doubtsMemory: true }),
    },
    cause: 'memory_doubted',
    says: ['node1 and node3 can’t vote', 'power 2 of 4', 'trellis chain recover'],
  },
  {
    name: 'its disk is full',
    facts: { diskFreeBytes: 1024 * 1024 },
    cause: 'disk_full',
    says: ['1.0 MiB left', 'make room'],
  },
];

describe('why there is no block', () => {
  it.each(cases)('$name', ({ facts, cause, says }) => {
    const explanation = explain({ ...idle, ...facts });
    expect(explanation.cause).toBe(cause);
    for (const words of says) expect(explanation.sentence).toContain(words);
  });

  it('is not looked for in one validator that is down, which is told besides', () => {
    const { cause, also } = explain({
      ...idle,
      validators: four({}, {}, {}, { peerLiveness: gone }),
    });
    expect(cause).toBe('nothing_to_do');
    expect(also.map((one) => one.cause)).toEqual(['validators_absent']);
    expect(also[0]?.sentence).toContain('node4 (power 1, not connected: connection refused)');
  });

  it('says when one other clock is off, and when this node has no vote', () => {
    const { also } = explain({
      ...idle,
      vote: 'waits',
      guard: { is: 'waiting', doubt: 'old', limit: toHeight(13), missing: [] },
      validators: four({}, {}, clockAt(3_000)),
    });
    expect(also.map((one) => one.cause)).toEqual(['not_voting', 'clock_off']);
    expect(also[0]?.sentence).toContain('signs nothing up to block 13: it signed more');
    expect(also[1]?.sentence).toContain('node3 (3.0 s ahead)');
  });

  it('says that a node compares its memory, and whom it has not heard of', () => {
    const { also } = explain({
      ...idle,
      vote: 'waits',
      guard: { is: 'comparing', missing: ['node2', 'node4'] },
    });
    expect(also.map((one) => one.cause)).toEqual(['comparing_memory']);
    expect(also[0]?.sentence).toContain('Not heard of yet: node2 and node4.');
  });

  it('does not blame one validator that has forgotten, as the others need no vote of it', () => {
    const { cause } = explain({ ...idle, validators: four({}, {}, { doubtsMemory: true }) });
    expect(cause).toBe('nothing_to_do');
  });

  it('says of a clock only what was measured: not less than the question took', () => {
    const slow = (aheadMs: number) => four({}, ...Array(3).fill(clockAt(aheadMs, 2_000)));
    expect(explain({ ...idle, validators: slow(2_400) }).also.map((one) => one.cause)).toEqual([
      'links_slow',
    ]);
    expect(explain({ ...idle, validators: slow(2_600) }).cause).toBe('own_clock_off');
  });

  it('tells that the chain is ahead of the clock, also when nothing is wrong with it', () => {
    const { cause, also } = explain({ ...idle, chainAheadMs: 600_000 });
    expect(cause).toBe('nothing_to_do');
    expect(also.map((one) => one.cause)).toEqual(['chain_ahead_of_clock']);
    expect(also[0]?.sentence).toContain('600.0 s ahead');
  });
});
