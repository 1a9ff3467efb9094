/** Connections through sentries: what they carry, for whom, and what a hostile one can do with it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection, Stream } from '@libp2p/interface';
import type { PeerName } from '@trellis/engine';
import { encode } from '@trellis/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePeerAddress } from './addresses.ts';
import { generatePeerKey, peerNameOf } from './peer-key.ts';
import { framesOf, openLine } from './relay/open-line.ts';
import { relayProtocol, routeAnswerCodec } from './relay/relay-messages.ts';
import {
  asPeer,
  connectedPeers,
  createFixture,
  numbered,
  type RawPeer,
  type TestNode,
  type TestNodeOptions,
  until,
} from './testing/network-fixture.ts';

const fixture = createFixture();
afterEach(() => fixture.stopAll());

const nameOf = (node: TestNode): PeerName => peerNameOf(node.key);
/** A handshake has its time in a process that has six nodes, on a machine that has other work. */
const limits = { dialTimeoutMs: 30_000, negotiationTimeoutMs: 30_000 };
const through = (sentry: PeerName): string => `/p2p/${sentry}/p2p-circuit`;
const isConnected = (node: TestNode, peer: PeerName): boolean =>
  connectedPeers(node).includes(peer);
const addressWith = (node: TestNode, peer: PeerName): string | undefined =>
  node.transport.peers().find(({ name }) => name === peer)?.address;

/** A validator that connects with its sentries alone, and knows the other by the other's sentry. */
const validator = (
  key: Uint8Array,
  sentries: readonly TestNode[],
  other: { readonly name: PeerName; readonly sentries: readonly TestNode[] },
  more: TestNodeOptions = {},
) =>
  fixture.startNode({
    key,
    peers: [
      ...sentries.map(asPeer),
      ...other.sentries.map((one) => ({ name: other.name, address: through(nameOf(one)) })),
    ],
    limits,
    ...more,
  });

async function keys(count: number) {
  const made = await Promise.all(Array.from({ length: count }, () => generatePeerKey()));
  return made.map((key) => ({ key, name: peerNameOf(key) }));
}

/** Two validators, each behind so many sentries, which are all connected. */
async function twoBehindSentries(count: number, more: TestNodeOptions = {}) {
  const [left, right] = await keys(2);
  if (left === undefined || right === undefined) throw new Error('two keys');
  const sentries: TestNode[][] = [[], []];
  for (const [side, { name }] of [left, right].entries()) {
    for (let made = 0; made < count; made++) {
      const peers = sentries.flat().map(asPeer);
      sentries[side]?.push(await fixture.startNode({ privatePeers: [name], peers, limits }));
    }
  }
  const [ofLeft = [], ofRight = []] = sentries;
  const one = await validator(left.key, ofLeft, { name: right.name, sentries: ofRight }, more);
  const other = await validator(right.key, ofRight, { name: left.name, sentries: ofLeft }, more);
  await until('they are connected', () => isConnected(one, right.name));
  return { one, other, ofLeft, ofRight };
}

/**
 * Sends until one arrives: each end opens a connection with the other, of which one is closed, together with what was sent on it.
 */
async function deliver(from: TestNode, to: TestNode, bytes: Uint8Array): Promise<void> {
  const before = to.messages.length;
  await until('a message arrives', async () => {
    from.transport.send(nameOf(to), bytes);
    await pause(50);
    return to.messages.length > before;
  });
}

describe('two validators behind sentries', () => {
  it('talk to each other as if they were connected, and know by whose key', async () => {
    const chunk = numbered(7, 900_000);
    const { one, other, ofLeft } = await twoBehindSentries(1, {
      async *onRequest() {
        for (let sent = 0; sent < 12; sent++) yield chunk;
      },
    });
    await until('the other end knows it', () => isConnected(other, nameOf(one)));
    const status = one.transport.peers().find(({ name }) => name === nameOf(other));
    expect(status).toMatchObject({
      state: 'connected',
      channel: { signatureScheme: 'ml-dsa-65', identity: { peer: nameOf(other) } },
    });
    expect(addressWith(one, nameOf(other))).toContain('p2p-circuit');
    await deliver(one, other, numbered(1));
    await deliver(other, one, numbered(2));
    expect(other.messages[0]).toEqual({ from: nameOf(one), bytes: numbered(1) });
    const ask = async (): Promise<number> => {
      let bytes = 0;
      const options = { signal: AbortSignal.timeout(60_000), maxBytes: 20_000_000 };
      for await (const part of one.transport.request(nameOf(other), numbered(3), options)) {
        bytes += part.length;
      }
      return bytes;
    };
    // As a node does, which asks again when the connection of its question was closed, or another is not there yet.
    let answered = 0;
    await until('an answer comes', async () => {
      answered = await ask().catch(() => 0);
      return answered > 0;
    });
    expect(answered).toBe(12 * chunk.length);
    // Nobody but its sentry knows an address of it.
    const [sentry] = ofLeft;
    expect(sentry && addressWith(sentry, nameOf(one))).toMatch(/^\/ip4\/127/);
    expect(addressWith(other, nameOf(one))).not.toContain('/ip4/');
  });

  it('are connected again over another sentry when one is gone', async () => {
    const { one, other, ofLeft } = await twoBehindSentries(2);
    const before = one.events.length;
    // Whichever of the two carries the connection: both are gone once.
    for (const sentry of ofLeft.slice(0, 1)) await sentry.transport.stop();
    await until('the sentry is missed', () => one.events.length > before);
    await until('one is connected', () => isConnected(one, nameOf(other)));
    await until('the other is, too', () => isConnected(other, nameOf(one)));
    await deliver(one, other, numbered(9));
  });
});

describe('a sentry', () => {
  it('carries for nobody to a peer that is not behind it, and for nobody that the ledger does not admit', async () => {
    const [target, sentry] = [await fixture.startNode(), await fixture.startNode()];
    const direct = await fixture.startNode({ peers: [asPeer(sentry), asPeer(target)] });
    await until('all are connected', () => connectedPeers(direct).length === 2);
    const stranger = await fixture.startRawPeer();
    const refusal = async (node: TestNode, route: readonly string[]) => {
      const connection = await stranger.connect(node);
      return openLine(connection, route, AbortSignal.timeout(5_000)).then(
        () => 'open',
        ({ outcome, message }) => outcome ?? message,
      );
    };
    expect(await refusal(direct, [nameOf(target)])).toBe('notItsSentry');
    expect(await refusal(direct, [nameOf(sentry), nameOf(target)])).toBe('notItsSentry');
  });

  it('carries a bounded number of connections of one peer, and tells what it lacks', async () => {
    const [hidden] = await keys(1);
    if (hidden === undefined) throw new Error('a key');
    const sentry = await fixture.startNode({
      privatePeers: [hidden.name],
      limits: { relayedPerPeerMax: 2, relayedEveryMs: 3_600_000 },
    });
    const stranger = await fixture.startRawPeer();
    const connection = await stranger.connect(sentry);
    const ask = () =>
      openLine(connection, [hidden.name], AbortSignal.timeout(5_000)).then(
        () => 'open',
        ({ outcome }) => outcome,
      );
    expect(await ask()).toBe('notConnected');
    const node = await fixture.startNode({ key: hidden.key, peers: [asPeer(sentry)] });
    await until('it is connected', () => isConnected(node, nameOf(sentry)));
    expect(await ask()).toBe('open');
    expect(await ask()).toBe('tooMany');
  });

  it('closes the connection of a peer that asks for nonsense', async () => {
    const sentry = await fixture.startNode();
    const stranger = await fixture.startRawPeer();
    const connection = await stranger.connect(sentry);
    const frames = framesOf(await connection.newStream([relayProtocol]));
    await frames.write(Uint8Array.of(9, 9, 9));
    await until('it is sent away', () =>
      sentry.log.some(({ fact }) => fact === 'disconnecting a peer'),
    );
  });

  it('tells nobody where a private peer is that it does not reach', async () => {
    const [hidden] = await keys(1);
    if (hidden === undefined) throw new Error('a key');
    const peers = [{ name: hidden.name, address: '/ip4/127.0.0.1/tcp/9' }];
    const sentry = await fixture.startNode({ peers, privatePeers: [hidden.name] });
    const other = await fixture.startNode({ peers });
    const reasonOf = (node: TestNode) =>
      node.transport.peers().flatMap((one) => (one.state === 'absent' ? [one.reason] : []))[0];
    await until('both have tried', () => reasonOf(sentry) !== null && reasonOf(other) !== null);
    expect(reasonOf(other)).toContain('127.0.0.1');
    expect(reasonOf(sentry)).not.toContain('127.0.0.1');
  });
});

/** A sentry that does what it wants with what it carries. */
async function hostileSentry(
  behave: (near: Stream, far: Stream) => void,
): Promise<{ readonly peer: RawPeer; readonly lines: () => number }> {
  const peer = await fixture.startRawPeer();
  let lines = 0;
  await peer.libp2p.handle(relayProtocol, async (near: Stream) => {
    const frames = framesOf(near);
    await frames.read();
    const connections = peer.libp2p.getConnections();
    const far = await onlyOther(connections, near, peer);
    lines += 1;
    await frames.write(encode(routeAnswerCodec, { outcome: 'open' }));
    behave(frames.unwrap(), far);
  });
  return { peer, lines: () => lines };
}

/** A line to the node that did not ask. */
async function onlyOther(
  connections: readonly Connection[],
  near: Stream,
  peer: RawPeer,
): Promise<Stream> {
  const to = connections.find((one) => !one.streams.includes(near));
  if (to === undefined) throw new Error(`${peer.name} has one connection`);
  return openLine(to, [], AbortSignal.timeout(5_000));
}

describe('a hostile sentry', () => {
  /** Two validators that have it alone between them. */
  async function behind(behave: (near: Stream, far: Stream) => void, { dialTimeoutMs } = limits) {
    const { peer, lines } = await hostileSentry(behave);
    const [left, right] = await keys(2);
    if (left === undefined || right === undefined) throw new Error('two keys');
    const within = { limits: { ...limits, dialTimeoutMs } };
    const victim = await fixture.startNode({ key: right.key, ...within });
    await peer.connect(victim);
    const one = await fixture.startNode({
      key: left.key,
      peers: [{ name: right.name, address: through(peer.name) }],
      ...within,
    });
    await peer.connect(one);
    return { one, victim, lines };
  }

  it.each([
    [
      'changes one byte of what it carries',
      (near: Stream, far: Stream) => {
        let carried = 0;
        const copy = (from: Stream, to: Stream, spoils: boolean): void =>
          from.addEventListener('message', ({ data }) => {
            const bytes = Uint8Array.from(data.subarray());
            // In the middle of the handshake.
            if (spoils && carried < 3_000 && carried + bytes.length >= 3_000) {
              bytes[3_000 - carried - 1] = (bytes[3_000 - carried - 1] ?? 0) ^ 1;
            }
            if (spoils) carried += bytes.length;
            if (to.status === 'open') to.send(bytes);
          });
        copy(near, far, true);
        copy(far, near, false);
      },
    ],
    [
      'gives back what it is sent',
      (near: Stream) => {
        near.addEventListener('message', ({ data }) => {
          if (near.status === 'open') near.send(data.slice());
        });
      },
    ],
    ['says nothing', () => undefined],
  ])('that %s, can only keep them apart', async (_, behave) => {
    const { one, victim, lines } = await behind(behave, { ...limits, dialTimeoutMs: 2_000 });
    await until('it has been tried twice', () => lines() > 1);
    expect(isConnected(one, nameOf(victim))).toBe(false);
    expect(isConnected(victim, nameOf(one))).toBe(false);
    expect([one.messages, victim.messages]).toEqual([[], []]);
  });

  it('that replays what one of them sent, is taken for nobody', async () => {
    const recorded: Uint8Array[] = [];
    const { one, victim } = await behind((near, far) => {
      near.addEventListener('message', ({ data }) => {
        recorded.push(Uint8Array.from(data.subarray()));
        if (far.status === 'open') far.send(data.slice());
      });
      far.addEventListener('message', ({ data }) => {
        if (near.status === 'open') near.send(data.slice());
      });
    });
    await until('one is connected', () => isConnected(one, nameOf(victim)));
    await until('the other is, too', () => isConnected(victim, nameOf(one)));
    one.transport.send(nameOf(victim), numbered(5));
    await until('it was carried', () => victim.messages.length === 1);
    const repeater = await fixture.startRawPeer();
    const line = await openLine(await repeater.connect(victim), [], AbortSignal.timeout(5_000));
    let answered = 0;
    line.addEventListener('message', ({ data }) => {
      answered += data.byteLength;
    });
    const ended = new Promise((resolve) => line.addEventListener('close', resolve));
    for (const bytes of recorded.slice()) if (line.status === 'open') line.send(bytes);
    await ended;
    expect(answered).toBeGreaterThan(0);
    expect(victim.messages).toHaveLength(1);
    expect(victim.moves).toEqual([]);
    expect(victim.log.some(({ fact }) => fact === 'refused a connection')).toBe(true);
  });

  it('that answers in the place of the other one, is refused by its key', async () => {
    const peer = await fixture.startRawPeer();
    const impostor = await fixture.startNode();
    await peer.connect(impostor);
    await peer.libp2p.handle(relayProtocol, async (near: Stream) => {
      const frames = framesOf(near);
      await frames.read();
      // Carried to a node that is admitted, and is not the one that was asked for.
      const far = await onlyOther(peer.libp2p.getConnections(), near, peer);
      await frames.write(encode(routeAnswerCodec, { outcome: 'open' }));
      const line = frames.unwrap();
      line.addEventListener(
        'message',
        ({ data }) => far.status === 'open' && far.send(data.slice()),
      );
      far.addEventListener(
        'message',
        ({ data }) => line.status === 'open' && line.send(data.slice()),
      );
    });
    const [absent] = await keys(1);
    if (absent === undefined) throw new Error('a key');
    const one = await fixture.startNode({
      peers: [{ name: absent.name, address: through(peer.name) }],
    });
    await peer.connect(one);
    await until('it is refused', () =>
      one.log.some(({ fields: { code } }) => code === 'other_peer'),
    );
    expect(connectedPeers(one)).toEqual([peer.name]);
  });
});

it.each([
  ['/p2p/nobody/p2p-circuit', 'it has no /tcp part'],
  ['/p2p/12D3KooWnobodyhasthisone1111111111/p2p-circuit', 'it names no peer as the sentry'],
])('an address through %s is refused', async (address, why) => {
  const [one] = await keys(1);
  expect(() => parsePeerAddress(one?.name ?? ('' as PeerName), address)).toThrow(why);
});
