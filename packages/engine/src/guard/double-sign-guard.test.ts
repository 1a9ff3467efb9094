/** The guard over time: what it lets a validator sign from its start on, as peers answer and blocks become final. */
import { type Address, keyAddress, zeroHash } from '@trellis/crypto';
import type { State } from '@trellis/ledger';
import {
  type ChainId,
  createValidatorSet,
  type Height,
  type RecordOf,
  type SignedVote,
  type StateKey,
  type StateKind,
  stateKey,
  toHeight,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { HelloAnswer } from '../messages/messages.ts';
import { createRegistry } from '../peers/registry.ts';
import type { FinalHeader } from '../ports/chain-reader.ts';
import type { GuardRecord, Signer } from '../ports/signer.ts';
import type { PeerName } from '../ports/transport.ts';
import { createSerialExecutor } from '../tasks/serial-executor.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createDoubleSignGuard } from './double-sign-guard.ts';
import type { HeardAnswer, Hellos } from './hellos.ts';

const members = [1, 2, 3, 4].map((number) => ({
  node: `node${number}`,
  scheme: 'ed25519' as const,
  publicKey: new Uint8Array(32).fill(number),
  power: 1,
}));
const addressAt = (index: number): Address =>
  keyAddress('ed25519', new Uint8Array(32).fill(index + 1));
const own = addressAt(0);
const others = [1, 2, 3].map(addressAt);
const nobody = zeroHash as Address;
const peerOf = (node: string): PeerName => `peer of ${node}` as PeerName;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const vote = (height: number): SignedVote => ({
  type: 'precommit',
  height: toHeight(height),
  round: 0,
  blockId: null,
  validator: own,
  signature: Uint8Array.of(1),
});

interface Start {
  /** What it remembers to have signed last; `null`: nothing is known. */
  readonly last?: number | null;
  readonly memory?: Signer['memory'];
  readonly guard?: GuardRecord;
  readonly head?: number;
  /** The first height at which our key votes. */
  readonly firstVote?: number;
  readonly isExplained?: boolean;
}

/** The first of four validators. */
function start({
  last = 5,
  memory = { isIntact: true, isOriginal: true },
  guard: stored = { limit: toHeight(0), doubt: 'none' },
  head: begun = 5,
  firstVote = 1,
  isExplained = true,
}: Start = {}) {
  let head = toHeight(begun);
  let record = stored;
  let found = memory;
  let decided = 0;
  let failure: Error | undefined;
  const { clock, advance } = manualClock();
  const executor = createSerialExecutor((error) => {
    failure = error;
  });
  const answers = new Map<PeerName, HeardAnswer>();

  const sets = [
    { fromHeight: toHeight(1), members: firstVote > 1 ? members.slice(1) : members },
    ...(firstVote > 1 ? [{ fromHeight: toHeight(firstVote), members }] : []),
  ];
  const schedule = { sets } as unknown as RecordOf<'validators'>;
  const state: State = {
    get: <K extends StateKind>(key: StateKey<K>) =>
      (key as string) === stateKey.validators('schedule') ? (schedule as RecordOf<K>) : undefined,
  };
  const validatorsAt = (height: Height) => {
    const made = createValidatorSet(height < firstVote ? members.slice(1) : members);
    if (!made.ok) throw new Error(made.problem);
    return made.set;
  };
  const signer: Signer = {
    away: null,
    addresses: new Set([own]),
    keys: new Map(),
    get memory() {
      return found;
    },
    last:
      last === null
        ? null
        : { height: toHeight(last), round: 0, step: 'precommit', message: new Uint8Array() },
    get guard() {
      return record;
    },
    hasSigned: () => false,
    async keepGuard(next) {
      record = next;
      found = { isIntact: true, isOriginal: true };
    },
    signProposal: async () => null,
    signVote: async () => null,
  };
  const hellos: Hellos = {
    ask: () => {},
    askAll: () => {},
    isConnected: () => true,
    answers: () => answers,
  };
  const guard = createDoubleSignGuard({
    signer,
    chain: {
      domainAt: () => 'guarded' as ChainId,
      head: () => ({ header: { height: head } }) as FinalHeader,
      validatorsAt,
      state: () => state,
    },
    registry: createRegistry(
      members.map(({ node }) => ({
        name: node,
        peer: peerOf(node),
        networkKeys: [{ key: nobody, until: null }],
        operator: nobody,
        until: null,
      })),
      toHeight(begun + 1),
    ),
    hellos,
    ownMessages: [],
    isExplained: () => isExplained,
    clock,
    executor,
    logger: silent,
    async onDecided() {
      decided += 1;
    },
  });

  return {
    guard,
    advance,
    record: () => record,
    decided: () => decided,
    failure: () => failure,
    /** These of the others answer that they are at the height of this node, or as given. */
    async answered(numbers: readonly number[], given: Partial<HelloAnswer> = {}): Promise<void> {
      for (const number of numbers) {
        answers.set(peerOf(`node${number}`), {
          answer: {
            time: 0n,
            certified: head,
            isReliable: true,
            latest: [],
            twin: null,
            ...given,
          },
          askedAt: clock.elapsed(),
          headWhenAsked: head,
          clockOffsetMs: 0,
          roundTripMs: 0,
          clockBaseMs: 0,
        });
      }
      guard.consider();
      await executor.drained();
    },
    async final(height: number): Promise<void> {
      head = toHeight(height);
      guard.blockFinal();
      await executor.drained();
    },
  };
}

const lost = { isIntact: false, isOriginal: false };

describe('checklist item 14: a validator without any memory', () => {
  it('that lost its disk signs nothing up to the limit, and votes at the height after it', async () => {
    const node = start({ last: null, memory: lost, head: 8 });
    await node.answered([2, 3]);
    expect(node.record()).toEqual({ limit: 10n, doubt: 'unsure' });
    expect(node.guard.waits()).toBe(true);
    await node.final(9);
    await node.answered([2, 3]);
    expect(node.guard.waits()).toBe(true);
    await node.final(10);
    // What was answered before the limit was final says nothing of what was signed at it.
    expect(node.guard.waits()).toBe(true);
    await node.answered([2, 3]);
    // Another process may have been kept from its peers by this one.
    expect(node.guard.waits()).toBe(true);
    node.advance(5_000);
    node.guard.peerConnected(peerOf('node2'));
    node.guard.peerConnected(peerOf('node3'));
    await node.answered([2, 3]);
    expect(node.guard.waits()).toBe(true);
    node.advance(5_000);
    await node.answered([2, 3]);
    expect(node.guard.state()).toEqual({ is: 'voting' });
    expect(node.record()).toEqual({ limit: 10n, doubt: 'none' });
  });

  it('keeps to the limit when it is started again', async () => {
    const limited = { limit: toHeight(10), doubt: 'old' as const };
    const node = start({ last: 5, guard: limited, head: 9 });
    await node.answered([2, 3, 4]);
    expect(node.guard.state()).toMatchObject({ is: 'waiting', limit: 10n, doubt: 'old' });
  });

  it('votes on a new chain, and at the first height of its key, once everybody was asked twice', async () => {
    for (const given of [{ head: 0 }, { head: 8, firstVote: 9 }]) {
      const node = start({ last: null, memory: lost, ...given });
      await node.answered([2, 3, 4]);
      expect(node.guard.waits()).toBe(true);
      node.advance(5_000);
      await node.answered([2, 3, 4]);
      expect(node.guard.state()).toEqual({ is: 'voting' });
    }
  });

  it('decides nothing while the connections with its peers come and go, as those of two processes do', async () => {
    const node = start({ last: null, memory: lost, head: 0 });
    await node.answered([2, 3, 4]);
    for (let again = 0; again < 5; again++) {
      node.advance(2_000);
      for (const name of ['node2', 'node3']) node.guard.peerConnected(peerOf(name));
      await node.answered([2, 3, 4]);
      expect(node.guard.waits()).toBe(true);
    }
    // One peer alone can't keep it from voting.
    node.advance(3_000);
    node.guard.peerConnected(peerOf('node4'));
    node.advance(2_000);
    await node.answered([2, 3, 4]);
    expect(node.guard.state()).toEqual({ is: 'voting' });
  });

  it('does not vote at the first height of its key while somebody has not answered', async () => {
    const node = start({ last: null, memory: lost, head: 8, firstVote: 9 });
    await node.answered([2, 3]);
    expect(node.guard.state()).toMatchObject({
      is: 'waiting',
      doubt: 'unsure',
      missing: [others[2]],
    });
    expect(node.guard.isUndecided()).toBe(true);
  });

  it('keeps no height waiting before its key has a vote, and has nothing to forget from then on', async () => {
    const node = start({ last: null, memory: lost, head: 5, firstVote: 9 });
    expect(node.guard.isUndecided()).toBe(false);
    await node.answered([2, 3, 4]);
    node.advance(5_000);
    await node.answered([2, 3, 4]);
    await node.final(8);
    expect(node.guard.waits()).toBe(false);
    await node.final(20);
    expect(node.guard.waits()).toBe(false);
  });

  it('is old as soon as one peer shows what it signed', async () => {
    const node = start({ last: null, memory: lost, head: 8 });
    await node.answered([2]);
    await node.answered([3], { latest: [{ type: 'vote', vote: vote(8) }] });
    expect(node.record()).toEqual({ limit: 10n, doubt: 'old' });
  });
});

describe('a validator that remembers', () => {
  it('that it signed nothing, as its keys were made for this chain, votes wherever it arrives', async () => {
    for (const given of [{ head: 0 }, { head: 90 }, { head: 90, firstVote: 91 }]) {
      const node = start({ last: 0, ...given });
      await node.answered([2]);
      expect(node.guard.state()).toMatchObject({
        is: 'comparing',
        missing: expect.arrayContaining(others.slice(1)),
      });
      expect(node.guard.isUndecided()).toBe(true);
      await node.answered([3]);
      expect(node.guard.state()).toEqual({ is: 'voting' });
      expect(node.decided()).toBe(1);
    }
  });

  it('votes, unless the log does not explain what it signed', async () => {
    for (const isExplained of [true, false]) {
      const node = start({ isExplained });
      await node.answered([2, 3]);
      expect(node.guard.waits()).toBe(!isExplained);
    }
  });

  it('does not count what others than validators answer, such as all its sentries', async () => {
    const node = start();
    await node.answered([5, 6, 7, 8]);
    expect(node.guard.state()).toMatchObject({ is: 'comparing' });
    await node.answered([2, 3]);
    expect(node.guard.state()).toEqual({ is: 'voting' });
  });

  it('is not kept from voting, or stopped, by a single liar', async () => {
    const node = start();
    await node.answered([4], { certified: toHeight(90), twin: { hasSigned: true } });
    expect(node.guard.state()).toMatchObject({ is: 'comparing' });
    await node.answered([2, 3]);
    expect(node.guard.state()).toEqual({ is: 'voting' });
    expect(node.failure()).toBeUndefined();
  });

  it('stops when more than a third hears of another process that signs', async () => {
    const node = start();
    await node.answered([2, 3, 4]);
    await node.answered([3, 4], { twin: { hasSigned: true } });
    expect(node.failure()).toMatchObject({ code: 'same_identity' });
  });

  it('stops when a message of its own comes that it did not sign', async () => {
    const node = start();
    await node.answered([2, 3]);
    node.guard.heard(vote(5));
    expect(node.failure()).toBeUndefined();
    node.guard.heard(vote(6));
    expect(node.failure()).toMatchObject({ code: 'same_identity' });
  });
});
