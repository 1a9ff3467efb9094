/** What the transport does about peers that break its rules, seen from the outside: it closes them. */
import { RPC } from '@libp2p/gossipsub/message';
import type { Connection, Stream } from '@libp2p/interface';
import { afterEach, describe, expect, it } from 'vitest';
import { directProtocol } from './direct-outbound.ts';
import { encodeFrame } from './frames.ts';
import { requestProtocol } from './requests.ts';
import {
  chainId,
  connectedPeers,
  createFixture,
  gossipProtocol,
  infractions,
  noAnswer,
  numbered,
  type RawPeer,
  type TestNode,
  until,
} from './testing/network-fixture.ts';

const fixture = createFixture();
afterEach(fixture.stopAll);

interface Attack {
  readonly node: TestNode;
  readonly peer: RawPeer;
  readonly connection: Connection;
  readonly stream: Stream;
}

async function startAttack(protocol: string, node?: TestNode): Promise<Attack> {
  const victim = node ?? (await fixture.startNode({ onRequest: noAnswer }));
  const peer = await fixture.startRawPeer();
  const connection = await peer.connect(victim);
  const stream = await peer.open(connection, protocol);
  return { node: victim, peer, connection, stream };
}

/** The peer is cut off, the reason is logged, and it is not let in again for now. */
async function expectCutOff({ node, peer, connection }: Attack, reason: string): Promise<void> {
  await until('the connection is closed', () => connection.status !== 'open');
  expect(connectedPeers(node)).toEqual([]);
  expect(infractions(node)).toHaveLength(1);
  expect(infractions(node)[0]).toContain(reason);
  const again = await peer.connect(node).catch(() => null);
  await until('a new connection is refused', () => again === null || again.status !== 'open');
  expect(node.events).toEqual([`connected ${peer.name}`, `disconnected ${peer.name}`]);
}

const topic = `/trellis/${chainId}/transactions`;
const control = { ihave: [], iwant: [], graft: [], prune: [], idontwant: [] };

function rpc(part: Partial<RPC>): Uint8Array {
  return encodeFrame(RPC.encode({ subscriptions: [], messages: [], ...part }));
}

function ids(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => numbered(index, 8));
}

/** An unsigned varint field of a protobuf message, for values that the encoder refuses to write. */
function field(number: number, value: bigint): number[] {
  const bytes = [number << 3];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

function nested(number: number, content: readonly number[]): number[] {
  return [(number << 3) | 2, content.length, ...content];
}

describe('a peer that misbehaves in gossip', () => {
  const frames: Record<string, { frame: () => Uint8Array; reason: string }> = {
    'floods with subscriptions (CVE-2026-46679)': {
      frame: () => {
        // As many of the shortest entries as one frame may hold.
        const entry = nested(1, field(1, 1n));
        const bytes = new Uint8Array(260_000 * entry.length);
        for (let at = 0; at < bytes.length; at += entry.length) bytes.set(entry, at);
        return encodeFrame(bytes);
      },
      reason: 'over a limit',
    },
    'sends 5,001 IDONTWANT ids (js-libp2p PR 3520)': {
      frame: () => rpc({ control: { ...control, idontwant: [{ messageIDs: ids(5_001) }] } }),
      reason: 'over a limit',
    },
    'sends 5,001 IHAVE ids': {
      frame: () =>
        rpc({ control: { ...control, ihave: [{ topicID: topic, messageIDs: ids(5_001) }] } }),
      reason: 'over a limit',
    },
    'sends 5,001 IWANT ids': {
      frame: () => rpc({ control: { ...control, iwant: [{ messageIDs: ids(5_001) }] } }),
      reason: 'over a limit',
    },
    'sends a thousand GRAFTs': {
      frame: () =>
        rpc({
          control: { ...control, graft: Array.from({ length: 1_000 }, () => ({ topicID: topic })) },
        }),
      reason: 'over a limit',
    },
    'prunes us for an hour and a second': {
      frame: () =>
        rpc({ control: { ...control, prune: [{ topicID: topic, peers: [], backoff: 3_601 }] } }),
      reason: 'backoff of 3601 s',
    },
    'prunes us for 2^63 seconds (CVE-2026-34219)': {
      frame: () => encodeFrame(Uint8Array.from(nested(3, nested(4, field(3, 2n ** 63n))))),
      reason: 'gossip:',
    },
    'sends addresses of other peers': {
      frame: () =>
        rpc({
          control: { ...control, prune: [{ topicID: topic, peers: [{ peerID: numbered(1) }] }] },
        }),
      reason: 'over a limit',
    },
    'sends a message that is too large': {
      frame: () => rpc({ messages: [{ topic, data: new Uint8Array(1024 * 1024 + 1) }] }),
      reason: 'a message of 1048577 bytes',
    },
    'sends a frame that is too long (Lodestar PR 10079)': {
      frame: () => encodeFrame(new Uint8Array(1024 * 1024 + 64 * 1024 + 1)).subarray(0, 100),
      reason: 'a frame of 1114113 bytes',
    },
    'sends a message on a topic of its own': {
      frame: () => rpc({ messages: [{ topic: '/elsewhere', data: numbered(1) }] }),
      reason: 'a topic we never asked for',
    },
    'signs its messages': {
      frame: () => rpc({ messages: [{ topic, data: numbered(1), signature: numbered(2) }] }),
      reason: 'signed or numbered',
    },
    'sends what is no RPC': {
      frame: () => encodeFrame(Uint8Array.of(0xff, 0xff, 0xff)),
      reason: 'malformed',
    },
    'sends what is no frame': {
      frame: () => Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80),
      reason: 'length prefix',
    },
  };

  for (const [what, { frame, reason }] of Object.entries(frames)) {
    it(`is cut off when it ${what}`, async () => {
      const attack = await startAttack(gossipProtocol);
      attack.stream.send(frame());
      await expectCutOff(attack, reason);
      expect(attack.node.gossiped).toEqual([]);
    });
  }

  it('is cut off when it opens a second gossip stream', async () => {
    const attack = await startAttack(gossipProtocol);
    await attack.peer.open(attack.connection, gossipProtocol).catch(() => null);
    await expectCutOff(attack, 'a second gossip stream');
  });

  it('costs little memory when it floods with subscriptions', async () => {
    const attack = await startAttack(gossipProtocol);
    const flood = frames['floods with subscriptions (CVE-2026-46679)']?.frame() ?? numbered(0);
    const before = process.memoryUsage().heapUsed;
    attack.stream.send(flood);
    await until('the connection is closed', () => attack.connection.status !== 'open');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10 * 1024 * 1024);
  });

  it('is left alone when it behaves, with what is not for us ignored', async () => {
    const { node, connection, stream } = await startAttack(gossipProtocol);
    stream.send(
      rpc({
        subscriptions: [
          { subscribe: true, topic },
          { subscribe: true, topic: '/elsewhere' },
        ],
        control: {
          ...control,
          graft: [{ topicID: topic }],
          prune: [{ topicID: topic, peers: [], backoff: 60 }],
          idontwant: [{ messageIDs: ids(512) }],
        },
      }),
    );
    stream.send(rpc({ messages: [{ topic, data: numbered(1) }] }));
    await until('the message arrives', () => node.gossiped.length === 1);
    expect(connection.status).toBe('open');
  });

  it('is dropped, without blame, when its gossip stream ends', async () => {
    const { node, connection, stream } = await startAttack(gossipProtocol);
    stream.abort(new Error('gone'));
    await until('the connection is closed', () => connection.status !== 'open');
    expect(infractions(node)).toEqual([]);
    expect(connectedPeers(node)).toEqual([]);
  });

  it('is dropped, without blame, when it does not read its gossip', async () => {
    const node = await fixture.startNode({ limits: { gossipQueueBytesMax: 1024 * 1024 } });
    const peer = await fixture.startRawPeer();
    await peer.libp2p.unhandle(gossipProtocol);
    await peer.libp2p.handle(gossipProtocol, (stream) => stream.pause());
    const connection = await peer.connect(node);
    const stream = await peer.open(connection, gossipProtocol);
    stream.send(rpc({ subscriptions: [{ subscribe: true, topic }] }));
    let number = 0;
    await until('the connection is closed', async () => {
      number += 1;
      await node.transport.publish('transactions', numbered(number, 1024 * 1024));
      return connection.status !== 'open';
    });
    expect(infractions(node)).toEqual([]);
    await until('the node has noticed', () => connectedPeers(node).length === 0);
  });

  it('gets gossip again after it broke off while our stream to it was opened', async () => {
    const node = await fixture.startNode();
    const peer = await fixture.startRawPeer();
    let breakOff = true;
    let opened = 0;
    await peer.libp2p.unhandle(gossipProtocol);
    await peer.libp2p.handle(gossipProtocol, (_stream, connection) => {
      opened += 1;
      if (breakOff) connection.abort(new Error('gone'));
    });
    for (let round = 1; round <= 10; round += 1) {
      await peer.connect(node);
      await until('it has broken off', () => opened === round && connectedPeers(node).length === 0);
    }
    breakOff = false;
    const connection = await peer.connect(node);
    await until('it gets a stream', () => opened === 11);
    expect(connection.status).toBe('open');
  });

  it('is dropped, without blame, when it follows no topic for long', async () => {
    const node = await fixture.startNode({ limits: { gossipAbsenceMs: 500 } });
    const { connection } = await startAttack(gossipProtocol, node);
    await until('the connection is closed', () => connection.status !== 'open');
    expect(
      node.log.some(({ fields: { reason } }) => String(reason).includes('does not follow')),
    ).toBe(true);
  });
});

describe('a peer that misbehaves in direct messages', () => {
  it('is cut off when a frame is too long', async () => {
    const attack = await startAttack(directProtocol);
    attack.stream.send(encodeFrame(numbered(1)));
    attack.stream.send(encodeFrame(new Uint8Array(256 * 1024 + 1)).subarray(0, 10));
    await expectCutOff(attack, 'direct stream: a frame of 262145 bytes');
    expect(attack.node.messages).toHaveLength(1);
  });

  it('is cut off when it opens a second stream', async () => {
    const attack = await startAttack(directProtocol);
    await attack.peer.open(attack.connection, directProtocol).catch(() => null);
    await expectCutOff(attack, 'a second direct stream');
  });

  it('is cut off when it writes on the stream that is ours to write on', async () => {
    const node = await fixture.startNode();
    const peer = await fixture.startRawPeer();
    await peer.libp2p.unhandle(directProtocol);
    const ready = Promise.withResolvers<void>();
    await peer.libp2p.handle(directProtocol, async (direct) => {
      await ready.promise;
      direct.send(numbered(1));
    });
    const connection = await peer.connect(node);
    const stream = await peer.open(connection, gossipProtocol);
    ready.resolve();
    await expectCutOff({ node, peer, connection, stream }, 'on our direct stream');
  });
});

describe('a peer that misbehaves in requests', () => {
  it('is cut off when a request is too long', async () => {
    const attack = await startAttack(requestProtocol);
    attack.stream.send(encodeFrame(new Uint8Array(256 * 1024 + 1)).subarray(0, 10));
    await expectCutOff(attack, 'request: a frame of 262145 bytes');
  });

  it('is cut off when it sends two requests on one stream', async () => {
    const attack = await startAttack(requestProtocol);
    const frame = encodeFrame(numbered(1));
    attack.stream.send(Uint8Array.of(...frame, ...frame));
    await expectCutOff(attack, 'two requests on one stream');
  });

  it('is cut off when it has too many requests open at once', async () => {
    const attack = await startAttack(requestProtocol);
    const opened = Array.from({ length: 16 }, () =>
      attack.peer.open(attack.connection, requestProtocol).catch(() => null),
    );
    await Promise.all(opened);
    await expectCutOff(attack, 'more than 16 requests');
  });

  it('loses its place when it does not say what it wants', async () => {
    const node = await fixture.startNode({ limits: { negotiationTimeoutMs: 200 } });
    const { stream, connection } = await startAttack(requestProtocol, node);
    await until('the stream is closed', () => stream.status !== 'open');
    expect(connection.status).toBe('open');
  });

  it('is cut off when it answers with a frame that is too long', async () => {
    const node = await fixture.startNode();
    const peer = await fixture.startRawPeer();
    await peer.libp2p.unhandle(requestProtocol);
    await peer.libp2p.handle(requestProtocol, (stream) => {
      stream.send(Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    });
    const connection = await peer.connect(node);
    const stream = await peer.open(connection, gossipProtocol);
    await until('the node is connected', () => connectedPeers(node).length === 1);
    const answer = node.transport.request(peer.name, numbered(1), {
      signal: AbortSignal.timeout(5_000),
      maxBytes: 64 * 1024 * 1024,
    });
    await expect(answer[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'request_failed',
    });
    await expectCutOff({ node, peer, connection, stream }, 'answer to a request');
  });
});
