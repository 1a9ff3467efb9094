/** What can be the cause of a stall, what is said of each, and that nothing else is said. */
import { toHeight } from '@trellis/protocol';
import type { StallCause } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { PeerLiveness, StallFacts, ValidatorFacts } from './facts.ts';

const gone = (reason: string | null, wasConnected = true): PeerLiveness => ({
  is: 'unconnected',
  reason,
  wasConnected,
});

/** Four validators, of which `node1` is the one that is asked. */
const four = (changes: Readonly<Record<number, Partial<ValidatorFacts>>> = {}) =>
  [1, 2, 3, 4].map(
    (number): ValidatorFacts => ({
      name: `node${number}`,
      power: 1,
      peerLiveness: { is: number === 1 ? 'self' : 'here' },
      prevote: 'none',
      precommit: 'none',
      clock: number === 1 ? null : { aheadMs: 3, errorMs: 5 },
      announced: null,
      doubtsMemory: false,
      ...changes[number],
    }),
  );

/** A payment waits, and a block is voted on since five seconds. */
const stalled: StallFacts = {
  head: toHeight(11),
  headMs: 5_000,
  voting: { round: 1, step: 'prevote', sinceMs: 5_000, proposer: 'node2', proposal: 'none' },
  version: 1,
  validators: four(),
  vote: 'votes',
  guard: { is: 'voting' },
  chainAheadMs: -5_000,
  chainAheadMaxMs: 3_600_000,
  hasWork: true,
  waiting: 1,
  heartbeatInMs: 5_000,
  isCatchingUp: false,
  highestPeer: toHeight(11),
  peers: { connected: 3, known: 3 },
  diskFreeBytes: 10 ** 10,
};

interface Row {
  readonly injected: string;
  readonly facts: Partial<StallFacts>;
  /** The cause, and what is told besides. */
  readonly causes: readonly StallCause[];
  readonly says: RegExp;
}

const silent: Partial<ValidatorFacts> = { peerLiveness: { is: 'silent', forMs: 9_000 } };
const refused: Partial<ValidatorFacts> = { peerLiveness: gone('connect ECONNREFUSED') };
const waiting: StallFacts['guard'] = {
  is: 'waiting',
  doubt: 'unsure',
  limit: toHeight(13),
  missing: ['node4'],
};

const rows: readonly Row[] = [
  {
    injected: '2 of 4 are down',
    facts: { validators: four({ 3: refused, 4: refused }) },
    causes: ['quorum_missing'],
    says: /power 2 of 4, and a block needs 3\. Missing: node3 \(power 1, not connected: connect ECONNREFUSED\) and node4/,
  },
  {
    injected: 'a partition in halves',
    facts: { validators: four({ 3: silent, 4: silent }) },
    causes: ['quorum_missing'],
    says: /Missing: node3 \(power 1, connected, unresponsive for 9\.0 s\) and node4/,
  },
  {
    injected: 'a partition of this node from all others',
    facts: { validators: four({ 2: silent, 3: silent, 4: silent }) },
    causes: ['cut_off'],
    says: /hears nothing from any other validator.*or this node is cut off/,
  },
  {
    injected: 'slow lines',
    facts: {
      voting: { ...stalled.voting, step: 'propose', sinceMs: 1_500 } as StallFacts['voting'],
      validators: four({ 2: { clock: { aheadMs: 3, errorMs: 400 } } }),
    },
    causes: ['proposal_missing', 'links_slow'],
    says: /Answers take long, there and back, of node2 \(0\.8 s\)/,
  },
  {
    injected: 'a full disk',
    facts: { diskFreeBytes: 3 * 1024 * 1024, voting: null, hasWork: false },
    causes: ['disk_full'],
    says: /has 3\.0 MiB left\. A node that can’t write stops; make room/,
  },
  {
    injected: 'a disk that can only be read, which ended two other nodes',
    facts: { validators: four({ 2: refused, 3: refused }) },
    causes: ['quorum_missing'],
    says: /node2 \(power 1, not connected: connect ECONNREFUSED\)/,
  },
  {
    injected: 'the clock of another ahead',
    facts: {
      voting: null,
      hasWork: false,
      validators: four({ 3: { clock: { aheadMs: 4_000, errorMs: 5 } } }),
    },
    causes: ['nothing_to_do', 'clock_off'],
    says: /Clocks that differ from this node’s: node3 \(4\.0 s ahead\)/,
  },
  {
    injected: 'its own clock behind',
    facts: {
      validators: four(
        Object.fromEntries(
          [2, 3, 4].map((one) => [one, { clock: { aheadMs: 4_000, errorMs: 5 } }]),
        ),
      ),
    },
    causes: ['own_clock_off'],
    says: /This node’s clock is about 4\.0 s behind that of node2, node3 and node4.*Set the clock/,
  },
  {
    injected: 'the chain ahead of the clock',
    facts: { chainAheadMs: 4_000_000 },
    causes: ['chain_ahead_of_clock'],
    says: /newest block is 4000\.0 s ahead of this node’s clock/,
  },
  {
    injected: 'the double-sign guard waiting',
    facts: { voting: null, hasWork: false, vote: 'waits', guard: waiting },
    causes: ['nothing_to_do', 'not_voting'],
    says: /signs nothing up to block 13: its record of what it signed may be a copy.*Not heard of yet: node4/,
  },
  {
    injected: 'validators that were voted in and never started',
    facts: {
      validators: four({
        3: { peerLiveness: gone('no address of it is known here', false) },
        4: { peerLiveness: gone('connect ECONNREFUSED', false) },
      }),
    },
    causes: ['quorum_missing'],
    says: /node3 \(power 1, never connected since this node’s start: no address of it is known here\) and node4 \(power 1, never connected/,
  },
  {
    injected: 'a validator without key',
    facts: {
      vote: 'follows',
      guard: { is: 'none' },
      voting: { ...stalled.voting, step: 'propose' } as StallFacts['voting'],
    },
    causes: ['key_missing'],
    says: /has the power 1 of node1, and no key to vote with/,
  },
  {
    injected: 'software that does not know the version in force',
    facts: {
      version: 2,
      validators: four({
        1: { announced: 2 },
        2: { announced: 2 },
        3: { ...refused, announced: 2 },
        4: refused,
      }),
    },
    causes: ['quorum_missing'],
    says: /node3 \(power 1, not connected: connect ECONNREFUSED\) and node4 \(power 1, not connected: connect ECONNREFUSED; its operator has not announced that it knows protocol version 2/,
  },
  {
    injected: 'no transactions',
    facts: { voting: null, hasWork: false, waiting: 0 },
    causes: ['nothing_to_do'],
    says: /nothing to do: no transaction waits, and block 11 is final/,
  },
  {
    injected: 'peers that are refused for their certificates',
    facts: {
      validators: four({
        3: { peerLiveness: gone('its network key is not registered', false) },
        4: { peerLiveness: gone('its network key is not registered', false) },
      }),
    },
    causes: ['quorum_missing'],
    says: /node3 \(power 1, never connected since this node’s start: its network key is not registered\)/,
  },
  {
    injected: 'catching up',
    facts: { isCatchingUp: true, highestPeer: toHeight(90), voting: null, vote: 'votes' },
    causes: ['catching_up'],
    says: /is catching up: it has block 11, 79 fewer than its peers/,
  },
  {
    injected: 'lost disks of 2 of 4',
    facts: { validators: four({ 3: { doubtsMemory: true }, 4: { doubtsMemory: true } }) },
    causes: ['memory_doubted'],
    says: /node3 and node4 can’t vote.*the chain has to be recovered: "trellis chain recover"/,
  },
];

describe('a stall', () => {
  it.each(rows)('by $injected', ({ facts, causes, says }) => {
    const { cause, sentence, also } = explain({ ...stalled, ...facts });
    expect([cause, ...also.map((one) => one.cause)]).toEqual(causes);
    const all = [sentence, ...also.map((one) => one.sentence)].join('\n');
    expect(all).toMatch(says);
    expect(all).not.toMatch(/undefined|null|NaN/);
  });
});
