/**
 * Whatever the peers do that a node catches up from, one honest one among them is enough, and nothing
 * unverified is stored.
 */

import type { PeerName, Transport } from '@trellis/engine';
import { requestCodec } from '@trellis/engine';
import { decode, type Height, toHeight } from '@trellis/protocol';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { firstHeight, type Joiner, startJoiner } from './joiner.ts';
import { type MadeChain, makeChain } from './made-chain.ts';
import { byzantine, honest, type Server } from './servers.ts';

let chain: MadeChain;
let tip: Height;
let joiner: Joiner | undefined;

beforeAll(async () => {
  chain = await makeChain({
    scheme: 'ed25519',
    accounts: 8,
    blocks: 60,
    paymentsPerBlock: 3,
    doubleVoteAt: 2,
  });
  tip = toHeight(60n);
});
afterEach(async () => {
  await joiner?.remove();
  joiner = undefined;
});

const named = (name: string): PeerName => name as PeerName;

/** A transport on which each peer answers as its server does. */
function requestTo(servers: ReadonlyMap<PeerName, Server>): Transport['request'] {
  return (peer, bytes, { signal }) => {
    const request = decode(requestCodec, bytes);
    const server = servers.get(peer);
    if (!request.ok || request.value.type !== 'blocks' || server === undefined) {
      throw new Error('not a request for blocks');
    }
    return server(chain, request.value.from, request.value.count, signal);
  };
}

async function join(servers: ReadonlyMap<PeerName, Server>): Promise<Joiner> {
  joiner = await startJoiner(chain.genesis, requestTo(servers));
  for (const peer of servers.keys()) joiner.catchUp.notePeer(peer, firstHeight, tip);
  await joiner.reaches(tip, 20_000);
  return joiner;
}

function expectWholeChain({ store }: Joiner): void {
  for (const { header, evidence, transactions } of chain.blocks) {
    expect(store.finalHeader(header.height)?.header).toEqual(header);
    const content = store.finalContent(header.height);
    expect(content?.transactions).toEqual(transactions);
    expect(content?.evidence).toEqual(evidence);
  }
}

describe('checklist item 18, ASA-2024-008: three peers that send', () => {
  it.each(byzantine)('$name, and one that is honest', async ({ server, punished }) => {
    const bad = ['bad1', 'bad2', 'bad3'].map(named);
    const joined = await join(
      new Map([...bad.map((peer) => [peer, server] as const), [named('honest'), honest]]),
    );
    expectWholeChain(joined);
    expect(joined.disconnected.has(named('honest'))).toBe(false);
    expect(joined.disconnected.size > 0).toBe(punished);
  });
});

it('celestia-core 2884: all of them at once, and nothing is stored but what the honest one has', async () => {
  const bad = byzantine.map(({ name, server }) => [named(name), server] as const);
  const joined = await join(new Map([...bad, [named('honest'), honest]]));
  expectWholeChain(joined);
  expect(joined.disconnected.has(named('honest'))).toBe(false);
});

it('ASA-2025-001: a peer that takes its height back is disconnected, and nobody waits for what it claimed', async () => {
  joiner = await startJoiner(chain.genesis, requestTo(new Map([[named('honest'), honest]])));
  joiner.catchUp.notePeer(named('liar'), firstHeight, toHeight(1_000_000n));
  joiner.catchUp.notePeer(named('liar'), firstHeight, toHeight(10n));
  joiner.catchUp.notePeer(named('honest'), firstHeight, tip);
  await joiner.reaches(tip, 20_000);
  expect([...joiner.disconnected.keys()]).toEqual([named('liar')]);
});
