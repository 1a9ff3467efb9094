/** The transport of a real network: libp2p over TCP. This file joins the parts; each has its own. */
import type { Connection, Stream } from '@libp2p/interface';
import type { Address } from '@trellis/crypto';
import type { Logger, PeerName, PeerStatus, Transport, TransportHandlers } from '@trellis/engine';
import { parseListenAddress, parsePeerAddress } from './addresses.ts';
import { createAnswerer } from './answers.ts';
import { defaultGroups, type KeyExchangeGroup } from './channel/handshake.ts';
import { readNetworkKey } from './channel/network-key.ts';
import { createSecureChannel } from './channel/secure-channel.ts';
import { createConnectionGater } from './connection-gater.ts';
import { createCoolingOff } from './cooling-off.ts';
import { createDialler } from './dialler.ts';
import { createDirectStreams, directProtocol } from './direct-streams.ts';
import { createGossip } from './gossip.ts';
import { createLibp2pNode, type Libp2pNode, startListening } from './libp2p-node.ts';
import { createPeerConnections, nameOf } from './peer-connections.ts';
import { decodePeerKey, peerNameOf } from './peer-key.ts';
import { createRequester, requestProtocol } from './requests.ts';
import { createTrafficCounters } from './traffic.ts';
import { defaultTransportLimits, type TransportLimits } from './transport-limits.ts';
import { createWireBytes } from './wire-bytes.ts';

export interface Libp2pTransportOptions {
  /** The key behind the peer id, see `generatePeerKey`. */
  readonly peerKey: Uint8Array;
  /** The key of the connections as PEM, see `generateNetworkKey`. */
  readonly networkKey: string;
  /** Key exchanges that are offered, in the order of preference. */
  readonly groups?: readonly KeyExchangeGroup[];
  /** The node that the ledger admits with a network key. Asked at each handshake. */
  readonly findNode: (networkKey: Address) => { readonly peer: string } | undefined;
  /** Topics are named after it. */
  readonly chainId: string;
  /** A multiaddr such as `/ip4/127.0.0.1/tcp/4001`; port 0 takes any free one. */
  readonly listen: string;
  /** Whom to dial until connected, and where. Oneself is skipped, so that all nodes can share a list. */
  readonly peers: readonly { readonly name: PeerName; readonly address: string }[];
  /** Who may be connected, in either direction. Asked at each connection. */
  readonly permitted: (peer: PeerName) => boolean;
  readonly logger: Logger;
  readonly limits?: Partial<TransportLimits>;
}

/**
 * A transport that is not started. Throws `TransportError` `bad_peer_key`, `bad_network_key` or
 * `bad_address`.
 *
 * @example
 * const transport = createLibp2pTransport({ peerKey, networkKey, findNode, chainId, listen, peers, … });
 * await transport.start(handlers);
 */
export function createLibp2pTransport(options: Libp2pTransportOptions): Transport {
  const { logger, chainId } = options;
  const limits = { ...defaultTransportLimits, ...options.limits };
  const peerKey = decodePeerKey(options.peerKey);
  const self = peerNameOf(options.peerKey);
  const listen = parseListenAddress(options.listen);
  const peers = options.peers.filter(({ name }) => name !== self);
  const addressOf = new Map(
    peers.map(({ name, address }) => [name, parsePeerAddress(name, address)]),
  );

  const now = Date.now;
  const channel = createSecureChannel({
    identity: { networkKey: readNetworkKey(options.networkKey), peerKey, chainId },
    groups: options.groups ?? defaultGroups,
    findNode: options.findNode,
    timeoutMs: limits.dialTimeoutMs,
    inboundMax: limits.handshakesInboundMax,
    logger,
    now,
  });
  const counters = createTrafficCounters();
  const wireBytes = createWireBytes();
  const coolingOff = createCoolingOff(limits.coolingOffMs, now);
  const stopping = new AbortController();
  let node: Libp2pNode | null = null;
  let handlers: TransportHandlers | null = null;
  let starting: Promise<void> = Promise.resolve();
  let looking: NodeJS.Timeout | undefined;

  const givenHandlers = (): TransportHandlers => {
    if (handlers === null) throw new Error('the transport is not started');
    return handlers;
  };

  const disconnect = (peer: PeerName, reason: string): void => {
    logger.warn({ peer, reason, coolingOffMs: limits.coolingOffMs }, 'disconnecting a peer');
    coolingOff.begin(peer);
    connections.close(peer, reason);
  };

  const connections = createPeerConnections({
    self,
    now,
    wireBytes,
    onConnected(peer, connection) {
      const address = connection.remoteAddr.toString();
      const { direction } = connection;
      const { group, cipher } = channel.negotiatedFor(connection.timeline) ?? {};
      logger.info({ peer, address, direction, group, cipher }, 'connected to a peer');
      dialler.connected(peer);
      carryOver(peer, connection);
      givenHandlers().onPeerConnected(peer);
    },
    onMoved(peer, connection) {
      logger.debug({ peer, direction: connection.direction }, 'settled on another connection');
      carryOver(peer, connection);
    },
    onLost(peer, reason) {
      logger.info({ peer, reason }, 'lost a peer');
      direct.detach(peer);
      node?.services.gossip.detach(peer);
      dialler.lost(peer, reason);
      givenHandlers().onPeerDisconnected(peer);
    },
  });

  const carryOver = (peer: PeerName, connection: Connection): void => {
    direct.attach(peer, connection);
    node?.services.gossip.attach(peer, connection);
  };

  const dialler = createDialler({
    self,
    peers,
    dial: async (peer) => {
      const address = addressOf.get(peer);
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(limits.dialTimeoutMs)]);
      if (address !== undefined) await node?.dial(address, { signal });
    },
    isConnected: (peer) => connections.with(peer) !== undefined,
    remainingCoolingOffMs: coolingOff.remainingMs,
    logger,
    now,
    random: Math.random,
  });

  const direct = createDirectStreams({
    limits,
    counter: counters.direct,
    logger,
    onMessage: (from, bytes) => givenHandlers().onMessage(from, bytes),
    offend: disconnect,
  });

  const request = createRequester({
    limits,
    counter: counters.request,
    connectionWith: connections.with,
    stopped: stopping.signal,
    offend: disconnect,
  });

  const answer = createAnswerer({
    limits,
    counter: counters.request,
    logger,
    onRequest: (from, bytes) => givenHandlers().onRequest(from, bytes),
    offend: disconnect,
  });

  /** Streams run over the settled connection only; the peer tries again on that one. */
  const whenSettled =
    (accept: (stream: Stream, connection: Connection) => void) =>
    (stream: Stream, connection: Connection): void => {
      if (connections.isSettled(connection)) accept(stream, connection);
      else stream.abort(new Error('the peer is to use its other connection'));
    };

  /** Whether the ledger admits who is at the other end, with the key that was shown. */
  const isAdmitted = (connection: Connection): boolean => {
    const peer = nameOf(connection);
    const identity = channel.negotiatedFor(connection.timeline)?.identity;
    const node = identity && options.findNode(identity.networkKey);
    return options.permitted(peer) && node?.peer === peer;
  };

  const onOpen = (connection: Connection): void => {
    // The ledger may have changed between the handshake and now.
    if (isAdmitted(connection)) connections.opened(connection);
    else connection.abort(new Error('the ledger no longer admits the peer'));
  };

  const createNode = async (): Promise<Libp2pNode> => {
    const created = await createLibp2pNode({
      privateKey: peerKey,
      listen,
      encrypter: channel.encrypter,
      limits,
      logger,
      connectionGater: createConnectionGater({ ...options, coolingOff, wireBytes, now }),
      gossip: (components) =>
        createGossip(
          {
            chainId,
            limits,
            counters: counters.gossip,
            connections,
            logger,
            now,
            onGossip: (topic, from, bytes) => givenHandlers().onGossip(topic, from, bytes),
            offend: disconnect,
          },
          components,
        ),
    });
    created.addEventListener('connection:open', ({ detail }) => onOpen(detail));
    created.addEventListener('connection:close', ({ detail }) => {
      connections.closed(detail, 'the peer closed the connection');
    });
    const streamOptions = { maxInboundStreams: limits.streamsInboundMax };
    await created.handle(directProtocol, whenSettled(direct.accept), streamOptions);
    await created.handle(requestProtocol, whenSettled(answer), streamOptions);
    return created;
  };

  const startNode = async (): Promise<void> => {
    node = await createNode();
    await startListening(node, listen);
    logger.info({ self, addresses: node.getMultiaddrs().map(String) }, 'listening');
    if (stopping.signal.aborted) return;
    looking = setInterval(() => {
      connections.dropSilent();
      connections.dropOld(limits.connectionAgeMaxMs);
    }, limits.keepAliveMs);
    dialler.start();
  };

  const connectedStatus = (name: PeerName): PeerStatus[] => {
    const connection = connections.with(name);
    if (connection === undefined) return [];
    return [
      {
        state: 'connected',
        name,
        address: connection.remoteAddr.toString(),
        connectedSince: connections.connectedSince(name) ?? connection.timeline.open,
        direction: connection.direction,
        ...wireBytes.of(connection),
        channel: channel.negotiatedFor(connection.timeline) ?? null,
      },
    ];
  };

  return {
    self,
    addresses: () => node?.getMultiaddrs().map((address) => address.toString()) ?? [],
    async start(given) {
      if (handlers !== null || stopping.signal.aborted) {
        throw new Error('a transport is started once, and not after it was stopped');
      }
      handlers = given;
      starting = startNode();
      await starting;
    },
    async stop() {
      stopping.abort();
      // libp2p ignores a stop while it starts.
      await starting.catch(() => undefined);
      clearInterval(looking);
      dialler.stop();
      await node?.stop();
    },
    peers: () => [
      ...connections.connectedPeers().flatMap(connectedStatus),
      ...peers
        .filter(({ name }) => connections.with(name) === undefined)
        .map(({ name, address }): PeerStatus => {
          return { state: 'absent', name, address, reason: dialler.reasonOf(name) };
        }),
    ],
    async publish(topic, bytes) {
      await node?.services.gossip.publish(topic, bytes);
    },
    send: direct.send,
    broadcast: direct.broadcast,
    request,
    disconnect,
    recheck() {
      for (const peer of connections.connectedPeers()) {
        const connection = connections.with(peer);
        if (connection === undefined || isAdmitted(connection)) continue;
        logger.warn(
          { peer },
          'closing a connection: the ledger no longer admits the node or its key',
        );
        connections.close(peer, 'the ledger no longer admits it');
      }
    },
    traffic: counters.snapshot,
    certificate: channel.certificate,
  };
}
