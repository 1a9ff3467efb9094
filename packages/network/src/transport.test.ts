import {
  type PeerStatus,
  type Topic,
  TransportError,
  type ValidationResult,
} from '@trellis/engine';
import { afterEach, describe, expect, it } from 'vitest';
import { generatePeerKey, peerNameOf } from './peer-key.ts';
import {
  addressOf,
  asPeer,
  connectedPeers,
  createFixture,
  freePort,
  infractions,
  numbered,
  numberOf,
  startProxy,
  type TestNode,
  until,
} from './testing/network-fixture.ts';

const fixture = createFixture();
afterEach(fixture.stopAll);

describe('connections', () => {
  it('connects four nodes with each other and tells about each peer once', async () => {
    const nodes = await fixture.startMesh(4);
    for (const node of nodes) {
      const others = nodes.filter((other) => other !== node).map((other) => other.transport.self);
      expect(connectedPeers(node).sort()).toEqual(others.sort());
      expect(node.events.sort()).toEqual(others.map((peer) => `connected ${peer}`).sort());
    }
  });

  it('reports how a peer is connected', async () => {
    const [first, second] = await fixture.startMesh(2);
    if (first === undefined || second === undefined) throw new Error('no nodes');
    const [status] = second.transport.peers();
    expect(status).toMatchObject({
      state: 'connected',
      name: first.transport.self,
      address: addressOf(first),
      direction: 'outbound',
      channel: {
        group: 'X25519MLKEM768',
        cipher: 'TLS_AES_256_GCM_SHA384',
        signatureScheme: 'ml-dsa-65',
        identity: { peer: first.transport.self },
      },
    });
    if (status?.state !== 'connected') throw new Error('not connected');
    expect(status.connectedSince).toBeLessThanOrEqual(Date.now());
    expect(status.bytesReceived).toBeGreaterThan(0);
    expect(status.bytesSent).toBeGreaterThan(0);
    expect(first.transport.peers()[0]).toMatchObject({ direction: 'inbound' });
  });

  it('settles on one usable connection when two nodes dial each other at once', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [a, b] = await twoThatDialEachOther();
      await until('each has the other', () => [a, b].every((n) => connectedPeers(n).length === 1));
      await until('messages pass', () => {
        a.transport.send(b.transport.self, numbered(1));
        b.transport.send(a.transport.self, numbered(2));
        return a.messages.length > 0 && b.messages.length > 0;
      });
      await until('gossip passes', async () => {
        await a.transport.publish('blocks', numbered(Math.random() * 2 ** 32));
        await b.transport.publish('blocks', numbered(Math.random() * 2 ** 32));
        return a.gossiped.length > 0 && b.gossiped.length > 0;
      });
      const directions = [a, b].map((node) => {
        const [status] = node.transport.peers();
        return status?.state === 'connected' ? status.direction : 'absent';
      });
      expect(directions.sort()).toEqual(['inbound', 'outbound']);
      await fixture.stopAll();
    }
  });

  async function twoThatDialEachOther() {
    const a = { key: await generatePeerKey(), listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`] };
    const b = { key: await generatePeerKey(), listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`] };
    const peers = [a, b].map(({ key, listen }) => ({
      name: peerNameOf(key),
      address: listen[0] ?? '',
    }));
    return Promise.all([fixture.startNode({ ...a, peers }), fixture.startNode({ ...b, peers })]);
  }

  it('does not dial itself when it is in its own list', async () => {
    const key = await generatePeerKey();
    const self = { name: peerNameOf(key), address: '/ip4/127.0.0.1/tcp/9' };
    const node = await fixture.startNode({ key, peers: [self] });
    expect(node.transport.peers()).toEqual([]);
  });

  it('shows a configured peer that is absent, with the reason', async () => {
    const name = peerNameOf(await generatePeerKey());
    const absent = { name, address: '/ip4/127.0.0.1/tcp/1' };
    const node = await fixture.startNode({ peers: [absent] });
    const status = (): PeerStatus | undefined => node.transport.peers()[0];
    await until('the dial has failed', () => {
      const now = status();
      return now?.state === 'absent' && now.reason !== null;
    });
    expect(status()).toMatchObject({ ...absent, state: 'absent' });
    expect(JSON.stringify(status())).toContain('ECONNREFUSED');
  });

  it('takes no other peer for the one it dials', async () => {
    const other = await fixture.startNode();
    const name = peerNameOf(await generatePeerKey());
    const address = addressOf(other).replace(/\/p2p\/.*/, '');
    const node = await fixture.startNode({ peers: [{ name, address }] });
    await until('the dial has failed', () => {
      const [status] = node.transport.peers();
      return status?.state === 'absent' && status.reason !== null;
    });
    expect(connectedPeers(node)).toEqual([]);
  });

  it('connects again after a peer restarts on the same port', async () => {
    const first = await fixture.startNode();
    const key = first.key;
    const listen = addressOf(first).replace(/\/p2p\/.*/, '');
    const second = await fixture.startNode({ peers: [asPeer(first)] });
    await until('they are connected', () => connectedPeers(second).length === 1);
    await first.transport.stop();
    await until('the loss is noticed', () => connectedPeers(second).length === 0);
    expect(second.transport.send(first.transport.self, numbered(0))).toBe(false);

    const restarted = await fixture.startNode({ key, listen: [listen] });
    await until('they are connected again', () => connectedPeers(second).length === 1);
    expect(second.transport.send(first.transport.self, numbered(7))).toBe(true);
    await until('the message arrives', () => restarted.messages.length === 1);
    await until('gossip passes again', async () => {
      await second.transport.publish('blocks', numbered(Math.random() * 2 ** 32));
      return restarted.gossiped.length > 0;
    });
    const peer = first.transport.self;
    expect(second.events).toEqual([
      `connected ${peer}`,
      `disconnected ${peer}`,
      `connected ${peer}`,
    ]);
  });

  it('drops a peer that fell silent and connects again, over what both then use', async () => {
    const limits = { keepAliveMs: 100 };
    const far = await fixture.startNode({ limits: { keepAliveMs: 60_000 } });
    const proxy = await startProxy(far);
    try {
      const peers = [{ name: far.transport.self, address: proxy.address }];
      const near = await fixture.startNode({ limits, peers });
      await until('they are connected', () => connectedPeers(near).length === 1);
      proxy.freeze();
      await until('the silence is noticed', () => near.events.length >= 2);
      await until('they are connected again', () => connectedPeers(near).length === 1);
      // The far side still held the old connection, and moves to the new one without a word.
      await until('messages pass both ways', () => {
        near.transport.send(far.transport.self, numbered(1));
        far.transport.send(near.transport.self, numbered(2));
        return near.messages.length > 0 && far.messages.length > 0;
      });
      await until('gossip passes both ways', async () => {
        await near.transport.publish('blocks', numbered(Math.random() * 2 ** 32));
        await far.transport.publish('blocks', numbered(Math.random() * 2 ** 32));
        return near.gossiped.length > 0 && far.gossiped.length > 0;
      });
      expect(far.events).toEqual([`connected ${near.transport.self}`]);
      expect(far.moves).toContain(near.transport.self);
      expect(
        near.log.some(({ fields: { reason } }) => reason === 'the peer became unresponsive'),
      ).toBe(true);
    } finally {
      proxy.close();
    }
  });

  it('names the address when its port is in use', async () => {
    const first = await fixture.startNode();
    const listen = addressOf(first).replace(/\/p2p\/.*/, '');
    const failure = fixture.startNode({ listen: [listen] });
    await expect(failure).rejects.toBeInstanceOf(TransportError);
    await expect(failure).rejects.toMatchObject({ code: 'address_in_use' });
    await expect(failure).rejects.toThrow(listen);
  });

  it('names an address of another machine as unavailable', async () => {
    const failure = fixture.startNode({ listen: ['/ip4/192.0.2.1/tcp/4001'] });
    await expect(failure).rejects.toMatchObject({ code: 'address_unavailable' });
    await expect(failure).rejects.toThrow('EADDRNOTAVAIL');
  });
});

describe('permission', () => {
  it('refuses a peer that is not permitted and says so', async () => {
    const node = await fixture.startNode({ permitted: () => false });
    const stranger = await fixture.startNode({ peers: [asPeer(node)] });
    await until('the refusal is logged', () =>
      node.log.some(({ fact }) => fact.includes('not permitted')),
    );
    const line = node.log.find(({ fact }) => fact.includes('not permitted'));
    expect(line).toMatchObject({
      level: 'warn',
      fields: { peer: stranger.transport.self, direction: 'inbound' },
    });
    expect(node.events).toEqual([]);
    expect(connectedPeers(node)).toEqual([]);
  });

  it('offers no protocol to a stranger', async () => {
    const node = await fixture.startNode({ permitted: () => false });
    const stranger = await fixture.startRawPeer();
    const opened = stranger
      .connect(node)
      .then((connection) => connection.newStream(['/ipfs/id/1.0.0']));
    await expect(opened).rejects.toThrow();
    await until('the stranger is cut off', () => stranger.libp2p.getConnections().length === 0);
  });

  it('does not dial a configured peer that is not permitted', async () => {
    const other = await fixture.startNode();
    const node = await fixture.startNode({ peers: [asPeer(other)], permitted: () => false });
    await until('the dial is refused', () =>
      node.log.some(({ fields: { direction } }) => direction === 'outbound'),
    );
    expect(other.log.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(other.events).toEqual([]);
  });
});

describe('gossip', () => {
  it('reaches every other node exactly once and never its author', async () => {
    const nodes = await fixture.startMesh(4);
    await untilGossipFlows(nodes);
    const count = 40;
    await Promise.all(
      nodes.flatMap(({ transport }, author) =>
        Array.from({ length: count }, (_, index) =>
          transport.publish('transactions', numbered(1_000 * author + index, 4_096)),
        ),
      ),
    );
    await until('all have all', () =>
      nodes.every((node) => numbersOn('transactions', node).length >= 3 * count),
    );
    for (const [author, node] of nodes.entries()) {
      const numbers = numbersOn('transactions', node);
      expect(new Set(numbers).size).toBe(3 * count);
      expect(numbers).toHaveLength(3 * count);
      expect(numbers.filter((number) => Math.floor(number / 1_000) === author)).toEqual([]);
      const traffic = node.transport.traffic().gossip.transactions;
      expect(traffic.messagesReceived - traffic.duplicatesReceived).toBe(3 * count);
      expect(traffic.bytesSent).toBeGreaterThanOrEqual(3 * count * 4_096);
    }
  });

  it('passes accepted messages on, and only those', async () => {
    const { first, last } = await startLine((bytes) =>
      numberOf(bytes) === 1 ? 'ignore' : 'accept',
    );
    await first.transport.publish('proposals', numbered(1));
    await first.transport.publish('proposals', numbered(2));
    await until('the accepted one arrives', () => numbersOn('proposals', last).length > 0);
    expect(numbersOn('proposals', last)).toEqual([2]);
  });

  it('disconnects whoever passed on a rejected message, and lets nobody else have it', async () => {
    const { first, middle, last } = await startLine((bytes) =>
      numberOf(bytes) === 1 ? 'reject' : 'accept',
    );
    await first.transport.publish('proposals', numbered(1));
    await until(
      'the sender is disconnected',
      () => !connectedPeers(middle).includes(first.transport.self),
    );
    expect(infractions(middle)).toEqual(['passed on a bad message on proposals']);
    expect(connectedPeers(middle)).toEqual([last.transport.self]);
    await middle.transport.publish('proposals', numbered(2));
    await until('a later message arrives', () => numbersOn('proposals', last).length > 0);
    expect(numbersOn('proposals', last)).toEqual([2]);
  });

  it('survives a handler that fails', async () => {
    const { first, middle } = await startLine((bytes) => {
      if (numberOf(bytes) === 1) throw new Error('a bug');
      return 'accept';
    });
    await first.transport.publish('proposals', numbered(1));
    await until('the failure is logged', () => middle.log.some(({ level }) => level === 'error'));
    expect(connectedPeers(middle)).toHaveLength(2);
  });

  it('waits for validation results instead of reading ahead without end', async () => {
    const held: (() => void)[] = [];
    let holding = true;
    const [sender, receiver] = await fixture.startMesh(2, {
      limits: { gossipValidationsPendingMax: 8 },
      validate: async (bytes): Promise<ValidationResult> => {
        if (holding && bytes.length > 1_000) await new Promise<void>((give) => held.push(give));
        return 'accept';
      },
    });
    if (sender === undefined || receiver === undefined) throw new Error('no nodes');
    await untilGossipFlows([sender, receiver]);
    const count = 100;
    for (let index = 0; index < count; index += 1) {
      await sender.transport.publish('transactions', numbered(index, 200_000));
    }
    await until('reading has stopped', () => held.length >= 8);
    // Messages that overtake the rest show that nothing more comes, not that it comes slowly.
    let stillFor = 0;
    let heldBefore = held.length;
    await until('nothing more comes', () => {
      const overtook = receiver.messages.length;
      receiver.messages.length = 0;
      sender.transport.send(receiver.transport.self, numbered(1));
      stillFor = held.length === heldBefore ? stillFor + overtook : 0;
      heldBefore = held.length;
      return stillFor >= 20;
    });
    expect(held.length).toBeLessThan(count / 2);
    holding = false;
    for (const give of held) give();
    await until('all have arrived', () => numbersOn('transactions', receiver).length === count);
    expect(connectedPeers(receiver)).toHaveLength(1);
  });

  it('refuses to publish what is too large', async () => {
    const node = await fixture.startNode();
    await expect(
      node.transport.publish('proposals', new Uint8Array(512 * 1024 + 1)),
    ).rejects.toMatchObject({ code: 'message_too_large' });
  });

  it('carries the largest messages', async () => {
    const nodes = await fixture.startMesh(2);
    const [first, second] = nodes;
    if (first === undefined || second === undefined) throw new Error('no nodes');
    await untilGossipFlows(nodes);
    await first.transport.publish('transactions', numbered(5, 1024 * 1024));
    await until('it arrives', () => numbersOn('transactions', second).length === 1);
    expect(second.transport.traffic().gossip.transactions.bytesReceived).toBe(1024 * 1024);
  });

  async function startLine(validate: (bytes: Uint8Array) => ValidationResult) {
    const middle = await fixture.startNode({ validate });
    const first = await fixture.startNode({ peers: [asPeer(middle)] });
    const last = await fixture.startNode({ peers: [asPeer(middle)] });
    await untilGossipFlows([first, middle, last]);
    return { first, middle, last };
  }

  function numbersOn(topic: Topic, node: TestNode): number[] {
    return node.gossiped.filter((one) => one.topic === topic).map(({ bytes }) => numberOf(bytes));
  }

  /** Until every node has heard every other one on the topic `blocks`. */
  async function untilGossipFlows(nodes: readonly TestNode[]): Promise<void> {
    const authorBase = 1_000_000;
    let round = 0;
    await until('gossip flows', async () => {
      round += 1;
      for (const [index, { transport }] of nodes.entries()) {
        await transport.publish('blocks', numbered(index * authorBase + round));
      }
      return nodes.every((node) => {
        const authors = new Set(numbersOn('blocks', node).map((n) => Math.floor(n / authorBase)));
        return authors.size === nodes.length - 1;
      });
    });
  }
});

describe('direct messages', () => {
  it('arrive in the order in which they were sent', async () => {
    const [first, second] = await fixture.startMesh(2);
    if (first === undefined || second === undefined) throw new Error('no nodes');
    for (let index = 0; index < 500; index += 1) {
      expect(first.transport.send(second.transport.self, numbered(index, 1 + index * 7 + 3))).toBe(
        true,
      );
    }
    await until('all have arrived', () => second.messages.length === 500);
    expect(second.messages.map(({ bytes }) => numberOf(bytes))).toEqual(
      Array.from({ length: 500 }, (_, i) => i),
    );
    expect(second.messages.every(({ from }) => from === first.transport.self)).toBe(true);
    expect(first.transport.traffic().direct.messagesSent).toBe(500);
    expect(second.transport.traffic().direct.messagesReceived).toBe(500);
  });

  it('are more than a window holds, and the receiver says little about it', async () => {
    const [sender, receiver] = await fixture.startMesh(2);
    if (sender === undefined || receiver === undefined) throw new Error('no nodes');
    const sent = (): number => {
      const [status] = receiver.transport.peers();
      return status?.state === 'connected' ? status.bytesSent : Number.NaN;
    };
    const before = sent();
    const count = 400;
    for (let index = 0; index < count; index += 1) {
      expect(sender.transport.send(receiver.transport.self, numbered(index, 3_500))).toBe(true);
      // Some at a time, so that they arrive in many pieces.
      if (index % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await until('all have arrived', () => receiver.messages.length === count);
    // A frame of yamux in a record of TLS takes 34 bytes, and 1.4 MB are eleven halves of a window.
    expect(sent() - before).toBeLessThan(34 * 50);
  });

  it('are broadcast to all connected peers', async () => {
    const nodes = await fixture.startMesh(4);
    nodes[0]?.transport.broadcast(numbered(3));
    await until('all have it', () => nodes.slice(1).every((node) => node.messages.length === 1));
    expect(nodes[0]?.messages).toEqual([]);
  });

  it('are refused when the queue is full, and then continue', async () => {
    const limits = { directQueueBytesMax: 100_000 };
    const [first, second] = await fixture.startMesh(2, { limits });
    if (first === undefined || second === undefined) throw new Error('no nodes');
    let accepted = 0;
    // Without giving the network a turn, so that the queue can't empty.
    while (first.transport.send(second.transport.self, numbered(accepted, 50_000))) accepted += 1;
    expect(accepted).toBeGreaterThan(0);
    expect(first.transport.traffic().direct.dropped).toBe(1);
    await until('what was accepted arrives', () => second.messages.length === accepted);
    expect(first.transport.send(second.transport.self, numbered(1))).toBe(true);
  });

  it('are not sent to strangers, and not when too large', async () => {
    const node = await fixture.startNode();
    expect(node.transport.send(peerNameOf(await generatePeerKey()), numbered(1))).toBe(false);
    expect(() => node.transport.broadcast(new Uint8Array(256 * 1024 + 1))).toThrow(TransportError);
  });
});

describe('disconnect', () => {
  it('closes the connection and refuses the peer until it has cooled off', async () => {
    const limits = { backoffMs: 700 };
    const [first, second] = await fixture.startMesh(2, { limits });
    if (first === undefined || second === undefined) throw new Error('no nodes');
    const started = Date.now();
    first.transport.disconnect(second.transport.self, 'a test');
    expect(connectedPeers(first)).toEqual([]);
    await until('they are connected again', () => connectedPeers(first).length === 1);
    expect(Date.now() - started).toBeGreaterThanOrEqual(690);
  });
});
