/** Address records between nodes over real sockets: how they spread, and what comes of peers that misuse them. */
import type { Connection, Stream } from '@libp2p/interface';
import type { Hash } from '@trellis/crypto';
import type { PeerName } from '@trellis/engine';
import { decode, encode } from '@trellis/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { type AddressRecord, signAddressRecord } from './address-records/address-record.ts';
import { decodeRecords, recordsMax } from './address-records/record-book.ts';
import {
  addressProtocol,
  type RecordMessage,
  recordMessageBytesMax,
  recordMessageCodec,
} from './address-records/record-messages.ts';
import type { RecordStore } from './address-records.ts';
import { generateNetworkKey, readNetworkKey } from './channel/network-key.ts';
import { encodeFrame } from './frames.ts';
import { readFrames } from './inbound-stream.ts';
import { generatePeerKey, peerNameOf } from './peer-key.ts';
import {
  addressOf,
  asPeer,
  connectedPeers,
  createFixture,
  freePort,
  infractions,
  type RawPeer,
  type TestNode,
  until,
} from './testing/network-fixture.ts';
import type { AddressRecordSettings } from './transport-options.ts';

const fixture = createFixture();
afterEach(() => fixture.stopAll());

const genesis = 'aa'.repeat(32) as Hash;
const here = '/ip4/203.0.113.1/tcp/26600';
const there = '/ip4/203.0.113.2/tcp/26600';

function memory(kept: Uint8Array = new Uint8Array()): RecordStore & { kept(): Uint8Array } {
  let bytes = kept;
  return {
    kept: () => bytes,
    load: async () => bytes,
    save: async (records) => {
      bytes = records;
    },
  };
}

const settings = (change: Partial<AddressRecordSettings> = {}): AddressRecordSettings => ({
  genesis,
  addresses: [],
  store: memory(),
  ...change,
});

const start = (
  records: Partial<AddressRecordSettings> = {},
  options: Parameters<typeof fixture.startNode>[0] = {},
) => fixture.startNode({ addressRecords: settings(records), ...options });

const nameOf = (node: TestNode) => peerNameOf(node.key);
const told = (node: TestNode, of: PeerName) => node.transport.addressRecord(of)?.addresses;
const knows = (node: TestNode, of: PeerName, address: string) =>
  until(`${address} is known`, () => told(node, of)?.[0] === address);

describe('address records spread', () => {
  it('from node to node, when one connects and when one changes', async () => {
    const first = await start({ addresses: [here] });
    const middle = await start({}, { peers: [asPeer(first)] });
    const last = await start({}, { peers: [asPeer(middle)] });
    await knows(last, nameOf(first), here);
    await first.transport.announce([there]);
    await knows(last, nameOf(first), there);
    // Whoever comes later is told as well.
    const later = await start({}, { peers: [asPeer(last)] });
    await knows(later, nameOf(first), there);
    await first.transport.announce([]);
    await until('it is taken back', () => told(later, nameOf(first))?.length === 0);
    expect([first, middle, last, later].flatMap(infractions)).toEqual([]);
  });

  it('lead a peer that was away to the new address, by way of a third', async () => {
    const key = await generatePeerKey();
    const networkKey = generateNetworkKey();
    const name = peerNameOf(key);
    const moving = await start({}, { key, networkKey });
    const old = addressOf(moving);
    const third = await start({}, { peers: [{ name, address: old }] });
    await until('it is connected', () => connectedPeers(third).includes(name));
    await moving.transport.stop();
    const address = `/ip4/127.0.0.1/tcp/${await freePort()}`;
    const moved = await start({ addresses: [address] }, { key, networkKey, listen: [address] });
    // The third has the old address alone in its configuration: it is told by whom it does not dial.
    const away = await start({}, { peers: [{ name, address: old }, asPeer(third)] });
    expect(connectedPeers(away)).not.toContain(name);
    const guide = await start({}, { peers: [{ name, address }, asPeer(third)] });
    await until('the two are connected', () => connectedPeers(away).includes(name));
    await until('the third is, too', () => connectedPeers(third).includes(name));
    expect(told(guide, name)).toEqual([address]);
    expect(connectedPeers(moved).length).toBe(3);
  });

  it('of a private peer nowhere', async () => {
    const hidden = await start({ addresses: [here] });
    const sentry = await start(
      { addresses: [there] },
      { peers: [asPeer(hidden)], privatePeers: [nameOf(hidden)] },
    );
    await knows(sentry, nameOf(hidden), here);
    const outsider = await start({}, { peers: [asPeer(sentry)] });
    await knows(outsider, nameOf(sentry), there);
    await hidden.transport.announce(['/ip4/203.0.113.9/tcp/1']);
    await knows(sentry, nameOf(hidden), '/ip4/203.0.113.9/tcp/1');
    await sentry.transport.announce([here]);
    // On the same stream, so what was said of the hidden node would have come before it.
    await knows(outsider, nameOf(sentry), here);
    expect(told(outsider, nameOf(hidden))).toBeUndefined();
  });

  it('and are kept, but for a file that is damaged', async () => {
    const first = await start({ addresses: [here] });
    const store = memory();
    const key = await generatePeerKey();
    const networkKey = generateNetworkKey();
    const second = await start(
      { store, addresses: [there] },
      { peers: [asPeer(first)], key, networkKey },
    );
    await knows(second, nameOf(first), here);
    const seq = second.transport.addressRecord(nameOf(second))?.seq;
    await second.transport.stop();
    expect(decodeRecords(store.kept())?.length).toBe(2);
    const again = await start({ store, addresses: [there] }, { key, networkKey });
    expect(told(again, nameOf(first))).toEqual([here]);
    // It says nothing new, and needs no new record.
    expect(again.transport.addressRecord(nameOf(again))?.seq).toBe(seq);
    await again.transport.stop();
    const damaged = memory(store.kept().slice(0, -3_000));
    const empty = await start({ store: damaged, addresses: [there] }, { key, networkKey });
    expect(told(empty, nameOf(first))).toBeUndefined();
    expect(told(empty, nameOf(empty))).toEqual([there]);
    expect(empty.log.some(({ level, fact }) => level === 'warn' && /damaged/.test(fact))).toBe(
      true,
    );
  });

  it('with a higher number than the node remembers, if its peers do', async () => {
    const key = await generatePeerKey();
    const networkKey = generateNetworkKey();
    const ahead = BigInt(Date.now() + 60_000);
    const before = await signAddressRecord(readNetworkKey(networkKey).signing, {
      ...{ genesis, peer: peerNameOf(key), seq: ahead, addresses: [here] },
    });
    const forgetful = await start({ addresses: [there] }, { key, networkKey });
    const peer = await fixture.startRawPeer();
    await (await speak(peer, forgetful)).say({ type: 'record', record: before });
    await until('it overtakes it', () => {
      const own = forgetful.transport.addressRecord(nameOf(forgetful));
      return own?.seq === ahead + 1n && own.addresses[0] === there;
    });
  });
});

describe('a peer', () => {
  it('of a version without address records stays connected', async () => {
    const node = await start({ addresses: [here] });
    const old = await fixture.startRawPeer();
    const connection = await old.connect(node);
    await until('the node has asked', () =>
      node.log.some(({ fact }) => fact === 'the peer takes no address records'),
    );
    await expect(old.open(connection, '/trellis/1/direct')).resolves.toBeDefined();
    expect(connection.status).toBe('open');
    expect(infractions(node)).toEqual([]);
  });

  it.each<[string, (peer: RawPeer, node: TestNode) => Promise<AddressRecord>]>([
    ['of another chain', (peer) => recordOf(peer, { genesis: 'bb'.repeat(32) as Hash })],
    ['from far in the future', (peer) => recordOf(peer, { seq: BigInt(Date.now() + 3_600_000) })],
    [
      'of a node that is not listed',
      (peer) => recordOf(peer, { networkKey: generateNetworkKey() }),
    ],
    ['of another node by its own key', (peer, node) => recordOf(peer, { of: nameOf(node) })],
  ])('is not believed with a record %s, and stays connected', async (_, make) => {
    const node = await start();
    const peer = await fixture.startRawPeer();
    const { connection, say } = await speak(peer, node);
    const record = await make(peer, node);
    await say({ type: 'record', record });
    // What comes after it is looked at, so this was.
    await say({ type: 'record', record: await recordOf(peer, { addresses: [there] }) });
    await knows(node, peer.name, there);
    if (record.content.peer !== peer.name) expect(told(node, nameOf(node))).toBeUndefined();
    expect(connection.status).toBe('open');
  });

  it('can’t bring back an older record', async () => {
    const node = await start();
    const peer = await fixture.startRawPeer();
    const older = await recordOf(peer, { addresses: [here], seq: BigInt(Date.now() - 1_000) });
    const { connection, say } = await speak(peer, node);
    await say({ type: 'record', record: older });
    await knows(node, peer.name, here);
    await say({ type: 'record', record: await recordOf(peer, { addresses: [there] }) });
    await knows(node, peer.name, there);
    await say({ type: 'record', record: older });
    await say({ type: 'record', record: await recordOf(peer, { addresses: [there, here] }) });
    await until('the newest is known', () => told(node, peer.name)?.length === 2);
    expect(connection.status).toBe('open');
  });

  it.each<[string, RegExp, (peer: RawPeer, on: Spoken) => Promise<void>]>([
    [
      'sends a record with a bad signature',
      /bad signature/,
      async (peer, { say }) => {
        const record = await recordOf(peer, {});
        const content = { ...record.content, addresses: [there] };
        await say({ type: 'record', record: { ...record, content } });
      },
    ],
    [
      'sends too many',
      /too many/,
      async (peer, { say }) => {
        const record = await recordOf(peer, {});
        for (let sent = 0; sent < 3 * recordsMax; sent++) await say({ type: 'record', record });
      },
    ],
    [
      'compares too often',
      /too often/,
      async (_, { say }) => {
        for (let sent = 0; sent < 20; sent++) await say({ type: 'have', records: [] });
      },
    ],
    [
      'compares too often, each time on a new stream',
      /too often/,
      async (peer, { connection, stream }) => {
        const have = encodeFrame(encode(recordMessageCodec, { type: 'have', records: [] }));
        await stream.close();
        for (let opened = 0; opened < 20; opened++) {
          const next = await peer.open(connection, addressProtocol);
          next.send(have);
          await next.close();
        }
      },
    ],
    [
      'sends what is too large',
      /address records: a frame of/,
      async (_, { send }) => send(new Uint8Array(recordMessageBytesMax + 1)),
    ],
    [
      'sends what is no record',
      /address records: /,
      async (_, { send }) => send(Uint8Array.of(1, 2, 3)),
    ],
    [
      'opens a second stream',
      /second stream/,
      async (peer, { connection }) => {
        await peer.open(connection, addressProtocol);
      },
    ],
  ])('that %s is cut off', async (_, infraction, misuse) => {
    const node = await start();
    const peer = await fixture.startRawPeer();
    const spoken = await speak(peer, node);
    // The connection may end while it still speaks.
    await misuse(peer, spoken).catch(() => undefined);
    await until('it is cut off', () => spoken.connection.status !== 'open');
    expect(infractions(node).join()).toMatch(infraction);
  });

  it('that never reads is told no more than waits for it, and others are told', async () => {
    const node = await start({ addresses: [here] });
    const deaf = await fixture.startRawPeer();
    await deaf.libp2p.handle(addressProtocol, (stream) => stream.pause());
    await deaf.connect(node);
    const hearing = await fixture.startRawPeer();
    const heard: RecordMessage[] = [];
    await hearing.libp2p.handle(addressProtocol, (stream) => {
      readFrames(stream, recordMessageBytesMax, {
        onFrame(frame) {
          const decoded = decode(recordMessageCodec, frame);
          if (decoded.ok) heard.push(decoded.value);
        },
        onBadFrame: () => undefined,
      });
    });
    await hearing.connect(node);
    await until('it is told what the node has', () => heard.length === 1);
    expect(heard[0]).toMatchObject({ type: 'have', records: [{ peer: nameOf(node) }] });
    await node.transport.announce([there]);
    await until('it is told the change', () => heard.length === 2);
    expect(heard[1]).toMatchObject({ record: { content: { addresses: [there] } } });
  });
});

interface Spoken {
  readonly connection: Connection;
  readonly stream: Stream;
  say(message: RecordMessage): Promise<void>;
  send(bytes: Uint8Array): Promise<void>;
}

/** A connection with a stream on which the peer says what it likes. */
async function speak(peer: RawPeer, node: TestNode): Promise<Spoken> {
  const connection = await peer.connect(node);
  await until('it is connected', () => connectedPeers(node).includes(peer.name));
  const stream: Stream = await peer.open(connection, addressProtocol);
  const send = async (bytes: Uint8Array): Promise<void> => {
    if (!stream.send(encodeFrame(bytes))) await stream.onDrain();
  };
  return { connection, stream, send, say: (message) => send(encode(recordMessageCodec, message)) };
}

/** A record as the peer makes it of itself, but for what is changed. */
async function recordOf(
  peer: RawPeer,
  change: Partial<Pick<AddressRecord['content'], 'genesis' | 'seq' | 'addresses'>> & {
    readonly of?: PeerName;
    readonly networkKey?: string;
  },
): Promise<AddressRecord> {
  const { of = peer.name, networkKey = peer.networkKey, ...said } = change;
  const content = { genesis, seq: BigInt(Date.now()), addresses: [here], ...said, peer: of };
  return signAddressRecord(readNetworkKey(networkKey).signing, content);
}
