/** Nodes on 127.0.0.1 for the tests: each records what it hears, and all are stopped at the end. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

import type { Connection, Libp2p, Stream } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import type { Address } from '@trellis/crypto';
import type { Logger, PeerName, Topic, TransportHandlers, ValidationResult } from '@trellis/engine';
import { createLibp2p } from 'libp2p';
import { defaultGroups } from '../channel/handshake.ts';
import { generateNetworkKey, readNetworkKey } from '../channel/network-key.ts';
import { createSecureChannel } from '../channel/secure-channel.ts';
import { directProtocol } from '../direct-outbound.ts';
import { decodePeerKey, generatePeerKey, peerNameOf } from '../peer-key.ts';
import { requestProtocol } from '../requests.ts';
import { createLibp2pTransport, type Libp2pTransport } from '../transport.ts';
import type { Libp2pTransportOptions } from '../transport-options.ts';

export const gossipProtocol = '/meshsub/1.2.0';

export interface LogLine {
  readonly level: keyof Logger;
  readonly fact: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestNode {
  readonly key: Uint8Array;
  readonly transport: Libp2pTransport;
  readonly gossiped: { topic: Topic; from: PeerName; bytes: Uint8Array }[];
  readonly messages: { from: PeerName; bytes: Uint8Array }[];
  readonly events: string[];
  /** Peers that another connection was kept with. */
  readonly moves: PeerName[];
  readonly log: LogLine[];
}

export interface TestNodeOptions extends Partial<Omit<Libp2pTransportOptions, 'peerKey'>> {
  readonly key?: Uint8Array;
  readonly validate?: (bytes: Uint8Array) => ValidationResult | Promise<ValidationResult>;
  readonly onRequest?: TransportHandlers['onRequest'];
}

export const chainId = 'test-chain';

export interface Fixture {
  /** The ledger's registry: everybody that was started. */
  readonly findNode: (networkKey: Address) => { readonly peer: string } | undefined;
  /** A started node, permitting everybody unless told otherwise. */
  startNode(options?: TestNodeOptions): Promise<TestNode>;
  /** `count` nodes that all know each other. */
  startMesh(count: number, options?: TestNodeOptions): Promise<TestNode[]>;
  /** A peer that speaks the protocols with its own bytes. */
  startRawPeer(key?: Uint8Array): Promise<RawPeer>;
  /** To be called after each test. */
  stopAll(): Promise<void>;
}

export interface RawPeer {
  readonly name: PeerName;
  /** As PEM. */
  readonly networkKey: string;
  readonly libp2p: Libp2p;
  connect(node: TestNode): Promise<Connection>;
  open(connection: Connection, protocol: string): Promise<Stream>;
}

export function createFixture(): Fixture {
  const stops: (() => Promise<void>)[] = [];
  /** The ledger's registry: everybody that this fixture started. */
  const registry = new Map<Address, { readonly peer: string }>();
  const register = (networkKey: string, peerKey: Uint8Array): void => {
    registry.set(readNetworkKey(networkKey).address, { peer: peerNameOf(peerKey) });
  };
  const findNode = (key: Address): { readonly peer: string } | undefined => registry.get(key);

  const startNode = async (options: TestNodeOptions = {}): Promise<TestNode> => {
    const key = options.key ?? (await generatePeerKey());
    const networkKey = options.networkKey ?? generateNetworkKey();
    register(networkKey, key);
    const log: LogLine[] = [];
    const { validate, onRequest, ...rest } = options;
    const transport = createLibp2pTransport({
      chainId,
      listen: ['/ip4/127.0.0.1/tcp/0'],
      peers: [],
      permitted: () => true,
      findNode,
      addressRecords: null,
      logger: recordingLogger(log),
      ...rest,
      peerKey: key,
      networkKey,
    });
    const node: TestNode = {
      key,
      transport,
      gossiped: [],
      messages: [],
      events: [],
      moves: [],
      log,
    };
    stops.push(() => transport.stop());
    await transport.start({
      async onGossip(topic, from, bytes) {
        node.gossiped.push({ topic, from, bytes });
        return validate === undefined ? 'accept' : await validate(bytes);
      },
      onMessage: (from, bytes) => node.messages.push({ from, bytes }),
      onRequest: onRequest ?? noAnswer,
      onPeerConnected: (peer) => node.events.push(`connected ${peer}`),
      onPeerMoved: (peer) => node.moves.push(peer),
      onPeerDisconnected: (peer) => node.events.push(`disconnected ${peer}`),
    });
    return node;
  };

  return {
    findNode,
    startNode,
    async startMesh(count, options = {}) {
      const nodes: TestNode[] = [];
      // Each dials those before it, whose ports are known by then.
      for (let index = 0; index < count; index += 1) {
        nodes.push(await startNode({ ...options, peers: nodes.map(asPeer) }));
      }
      await until('all nodes are connected', () =>
        nodes.every((node) => connectedPeers(node).length === count - 1),
      );
      return nodes;
    },
    async startRawPeer(key) {
      const peerKey = key ?? (await generatePeerKey());
      const networkKey = generateNetworkKey();
      register(networkKey, peerKey);
      const privateKey = decodePeerKey(peerKey);
      const channel = createSecureChannel({
        identity: { networkKey: readNetworkKey(networkKey), peerKey: privateKey, chainId },
        groups: defaultGroups,
        findNode,
        timeoutMs: 5_000,
        inboundMax: 64,
        logger: recordingLogger([]),
        now: Date.now,
      });
      const libp2p = await createLibp2p({
        privateKey,
        transports: [tcp()],
        connectionEncrypters: [() => channel.encrypter],
        streamMuxers: [yamux()],
        connectionMonitor: { enabled: false },
      });
      stops.push(async () => libp2p.stop());
      const ignore = (): void => undefined;
      for (const protocol of [gossipProtocol, directProtocol, requestProtocol]) {
        await libp2p.handle(protocol, ignore);
      }
      return {
        name: libp2p.peerId.toString() as PeerName,
        networkKey,
        libp2p,
        connect: (node) => libp2p.dial(multiaddr(addressOf(node))),
        open: (connection, protocol) => connection.newStream([protocol]),
      };
    },
    async stopAll() {
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}

/** Resolves when `condition` holds; rejects, naming it, when it does not within a minute: it ends what hangs. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`gave up waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function addressOf(node: TestNode): string {
  const [address] = node.transport.addresses();
  if (address === undefined) throw new Error('the node listens nowhere');
  return address;
}

/** A TCP port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface Proxy {
  readonly address: string;
  /** From now on nothing passes over the connections that are open; new ones work. */
  freeze(): void;
  close(): void;
}

/** Stands between two nodes, so that a test can take the network away without closing a socket. */
export async function startProxy(target: TestNode): Promise<Proxy> {
  const targetPort = Number(addressOf(target).match(/\/tcp\/(\d+)/)?.[1]);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: `/ip4/127.0.0.1/tcp/${address.port}`,
    freeze() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
        // The end of one side is kept from the other, too.
        socket.removeAllListeners('close');
        socket.removeAllListeners('error');
        socket.on('error', () => undefined);
      }
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The node as others have it in their configuration. */
export function asPeer(node: TestNode): { name: PeerName; address: string } {
  return { name: peerNameOf(node.key), address: addressOf(node) };
}

export function connectedPeers(node: TestNode): PeerName[] {
  return node.transport
    .peers()
    .filter(({ state }) => state === 'connected')
    .map(({ name }) => name);
}

/** What the node said when it disconnected a peer that misbehaved. */
export function infractions(node: TestNode): string[] {
  return node.log
    .filter(({ fact }) => fact === 'disconnecting a peer')
    .map(({ fields: { reason } }) => String(reason));
}

/** Bytes that differ from those of every other call with another number. */
export function numbered(number: number, length = 64): Uint8Array {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

export function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

/** An answer without chunks. */
export async function* noAnswer(): AsyncGenerator<Uint8Array> {}

/** Keeps every line in `log`. */
export function recordingLogger(log: LogLine[]): Logger {
  const at =
    (level: keyof Logger) =>
    (fields: Readonly<Record<string, unknown>>, fact: string): void => {
      log.push({ level, fact, fields });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
