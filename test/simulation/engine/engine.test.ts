import type { Hash } from '@trellis/crypto';
import {
  type ConnectedPeer,
  type DirectMessage,
  directMessageCodec,
  helloAnswerCodec,
  requestCodec,
  type Transport,
  TransportError,
  type TransportHandlers,
} from '@trellis/engine';
import {
  decode,
  encode,
  type Round,
  toHeight,
  type VoteType,
  validatorAddress,
  voteMessage,
} from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { makeGenesis, peerName } from '../../small-chain.ts';
import { createRandom } from '../random.ts';
import { createScheduler } from '../scheduler.ts';
import { createDisk } from './disk.ts';
import { createLife } from './life.ts';
import { createEngineNetwork } from './network.ts';
import { createEngineNode, epochMs } from './node.ts';
import { noEngineFaults } from './plan.ts';
import { createReferee } from './referee.ts';
import { fakeSignatures } from './signatures.ts';

const others = [1, 2, 3] as const;

/**
 * The first of four validators, alone in a room: the test is its whole network. The three others are connected with
 * it from its start on and have nothing but the genesis; they answer its `hello` when the test says so.
 */
async function startAlone() {
  let diskMaxMs = 0;
  const random = createRandom(1);
  const scheduler = createScheduler();
  const { key: keyOf, verifier } = fakeSignatures();
  const keys = [0, 1, 2, 3].map(keyOf);
  const genesis = makeGenesis({
    chainId: 'simulated',
    time: epochMs,
    nodes: new Map(keys.map((key, index) => [index, { key, power: 1 }])),
    accounts: keys,
  });
  const quiet = { scheduler, random, crash: () => 0, diskMaxMs: () => 0, onCrash: () => {} };
  const store = await createDisk().openStore(createLife(quiet));
  const referee = await createReferee({ genesis, store, verifier, honestOwner: () => 0 });
  const disconnected: string[] = [];
  let handlers: TransportHandlers | undefined;
  const greeting = Promise.withResolvers<void>();
  /** What an honest node says that knows of nothing signed. */
  async function* request(...[peer, bytes]: Parameters<Transport['request']>) {
    const asked = decode(requestCodec, bytes);
    if (!asked.ok || asked.value.type !== 'hello') {
      throw new TransportError('request_failed', `${peer} has no answer`);
    }
    await greeting.promise;
    yield encode(helloAnswerCodec, {
      time: BigInt(epochMs + scheduler.now()),
      certified: toHeight(0n),
      isReliable: true,
      latest: [],
      twin: null,
    });
  }
  const network = createEngineNetwork({
    names: [peerName(0)],
    random,
    scheduler,
    faults: () => noEngineFaults,
    says: () => [],
    answers: (_from, piece) => piece,
    onStranger: () => undefined,
    onArrival: () => undefined,
    onDisconnect: () => undefined,
    onFailure: (error) => referee.report('network', String(error)),
    note: () => undefined,
  });
  const [key] = keys;
  if (key === undefined) throw new Error('no key');
  const node = createEngineNode({
    instance: 0,
    genesis,
    keys: [key],
    verifier,
    offersSnapshot: false,
    wantsSnapshot: false,
    scheduler,
    random,
    faults: () => ({ ...noEngineFaults, diskMaxMs }),
    clockChange: null,
    network,
    referee,
    isHonest: true,
    hasAmnesia: false,
    plant: {
      transport: (transport) => ({
        ...transport,
        async start(given) {
          handlers = given;
          for (const other of others) given.onPeerConnected(peerName(other));
        },
        peers: () => others.map(connectedAs),
        request,
        disconnect: (peer, reason) => disconnected.push(`${peer} ${reason}`),
      }),
    },
    note: () => undefined,
  });
  node.start();
  await pause();
  return {
    disconnected,
    slowDown(ms: number) {
      diskMaxMs = ms;
    },
    engine: () => node.engine(),
    /** The others answer what they were asked, and from now on at once. */
    othersAnswer: () => greeting.resolve(),
    hears: (from: number, message: DirectMessage) =>
      handlers?.onMessage(peerName(from), encode(directMessageCodec, message)),
    async passes(ms: number) {
      const until = scheduler.now() + ms;
      scheduler.after(ms, () => undefined);
      while (scheduler.now() < until && scheduler.advance()) await pause();
    },
    async vote(by: number, type: VoteType, height: bigint, blockId: Hash | null) {
      const voter = keys[by];
      if (voter === undefined) throw new Error(`no validator ${by}`);
      const vote = { type, height: toHeight(height), round: 0 as Round, blockId };
      const signature = await voter.sign(type, voteMessage(genesis.chainId, vote));
      const validator = validatorAddress(voter);
      return { type: 'vote', vote: { ...vote, validator, signature } } as const;
    },
  };
}

function connectedAs(other: number): ConnectedPeer {
  return {
    state: 'connected',
    name: peerName(other),
    address: '',
    connectedSince: epochMs,
    direction: 'outbound',
    bytesReceived: 0,
    bytesSent: 0,
    channel: null,
  };
}

/** Until all that follows at once has happened. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function status(final: bigint, step: 'idle' | 'propose'): DirectMessage {
  const roundState = {
    height: toHeight(final + 1n),
    round: 0,
    step,
    lockedRound: null,
    validRound: null,
    rounds: [],
  } as const;
  return { type: 'status', firstHeight: toHeight(1n), finalHeight: toHeight(final), roundState };
}

describe('an engine', () => {
  it('hears what a peer says in its order, though its own disk is slow', async () => {
    const node = await startAlone();
    for (const peer of others) node.hears(peer, status(0n, 'propose'));
    node.othersAnswer();
    await node.passes(100);
    expect(node.engine()?.roundState().step).toBe('propose');
    node.slowDown(60_000);
    // No proposal comes; the vote for none has to be on disk first, and all else waits for it.
    await node.passes(1_000);
    node.hears(1, status(0n, 'propose'));
    node.hears(1, await node.vote(1, 'prevote', 2n, null));
    node.hears(1, status(1n, 'propose'));
    node.slowDown(0);
    await node.passes(60_000);
    expect(node.engine()?.roundState().step).toBe('prevote');
    expect(node.disconnected).toEqual([]);
  });

  it('counts a vote that came before it could begin, when it is sent again', async () => {
    const node = await startAlone();
    const vote = await node.vote(1, 'prevote', 1n, null);
    for (const peer of others) node.hears(peer, status(0n, 'propose'));
    node.hears(1, vote);
    await node.passes(100);
    // Too few have said what they know to be signed with its key: it can't know whether it may vote.
    expect(node.engine()?.roundState().rounds).toEqual([]);
    node.othersAnswer();
    await node.passes(100);
    node.hears(1, vote);
    await node.passes(100);
    const [round] = node.engine()?.roundState().rounds ?? [];
    expect([...(round?.prevotes ?? '')].filter((held) => held === '1')).toHaveLength(1);
  });
});
