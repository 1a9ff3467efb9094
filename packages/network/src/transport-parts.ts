/** What a transport is made of, and what its parts tell each other. Each part has a file of its own. */
import type { Connection } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { createProvider } from '@trellis/crypto';
import type { PeerName, TransportHandlers } from '@trellis/engine';
import { type AddressRecords, createAddressRecords } from './address-records.ts';
import { parsePeerAddress } from './addresses.ts';
import { type Backoff, createBackoff } from './backoff.ts';
import { createSecureChannel, type SecureChannel } from './channel/secure-channel.ts';
import { createDialler, type Dialler } from './dialler.ts';
import { createDirectStreams, type DirectStreams } from './direct-streams.ts';
import type { Libp2pNode } from './libp2p-node.ts';
import { createPeerConnections, nameOf, type PeerConnections } from './peer-connections.ts';
import { createTrafficCounters, type TrafficCounters } from './traffic.ts';
import type { TransportSettings } from './transport-options.ts';
import { createWireBytes, type WireBytes } from './wire-bytes.ts';

export interface TransportParts {
  readonly settings: TransportSettings;
  readonly channel: SecureChannel;
  readonly counters: TrafficCounters;
  readonly wireBytes: WireBytes;
  readonly backoff: Backoff;
  readonly connections: PeerConnections;
  readonly dialler: Dialler;
  readonly direct: DirectStreams;
  /** `null`: where nodes are reached is neither told nor heard. */
  readonly addressRecords: AddressRecords | null;
  /** Aborted when the transport stops. */
  readonly stopping: AbortController;
  /** What comes with the start. */
  readonly running: {
    node: Libp2pNode | null;
    handlers: TransportHandlers | null;
  };
}

export const now = Date.now;

/** Nothing is started yet. */
export function createTransportParts(settings: TransportSettings): TransportParts {
  const { self, identity, groups, findNode, limits, logger, peers } = settings;
  const counters = createTrafficCounters();
  const wireBytes = createWireBytes();
  const backoff = createBackoff(limits.backoffMs, now);
  const parts: TransportParts = {
    settings,
    channel: createSecureChannel({
      identity,
      groups,
      findNode,
      timeoutMs: limits.dialTimeoutMs,
      inboundMax: limits.handshakesInboundMax,
      logger,
      now,
    }),
    counters,
    wireBytes,
    backoff,
    connections: createPeerConnections({
      self,
      now,
      wireBytes,
      onConnected: (peer, connection) => peerConnected(parts, peer, connection),
      onMoved: (peer, connection) => peerMoved(parts, peer, connection),
      onLost: (peer, reason) => peerLost(parts, peer, reason),
    }),
    dialler: createDialler({
      self,
      peers,
      recorded: (peer) => parts.addressRecords?.of(peer)?.addresses ?? [],
      dial: (peer, address) => dial(parts, parsePeerAddress(peer, address)),
      isConnected: (peer) => parts.connections.with(peer) !== undefined,
      remainingBackoffMs: backoff.remainingMs,
      logger,
      now,
      random: Math.random,
    }),
    direct: createDirectStreams({
      limits,
      counter: counters.direct,
      logger,
      onMessage: (from, bytes) => givenHandlers(parts).onMessage(from, bytes),
      offend: (peer, infraction) => disconnect(parts, peer, infraction),
    }),
    addressRecords: addressRecordsOf(settings, () => parts),
    stopping: new AbortController(),
    running: { node: null, handlers: null },
  };
  return parts;
}

function addressRecordsOf(
  settings: TransportSettings,
  parts: () => TransportParts,
): AddressRecords | null {
  const { addressRecords: given, identity, self, findNode, limits, logger, isPrivate } = settings;
  if (given === null) return null;
  return createAddressRecords({
    ...{ self, findNode, limits, logger, now },
    genesis: given.genesis,
    store: given.store,
    key: identity.networkKey.signing,
    verify: createProvider('native').verify,
    isPrivate,
    onChanged: (peer) => parts().dialler.addressesChanged(peer),
    offend: (peer, infraction) => disconnect(parts(), peer, infraction),
  });
}

/** Who is told what comes from peers; peers are there only while the transport is started. */
export function givenHandlers({ running }: Pick<TransportParts, 'running'>): TransportHandlers {
  if (running.handlers === null) throw new Error('the transport is not started');
  return running.handlers;
}

/** Sends a peer away for a while. */
export function disconnect(
  { settings, backoff, connections }: TransportParts,
  peer: PeerName,
  reason: string,
): void {
  const { logger, limits } = settings;
  logger.warn({ peer, reason, backoffMs: limits.backoffMs }, 'disconnecting a peer');
  backoff.begin(peer);
  connections.close(peer, reason);
}

/** Whether the ledger admits who is at the other end, with the key that was shown. */
export function isAdmitted({ settings, channel }: TransportParts, connection: Connection): boolean {
  const peer = nameOf(connection);
  const identity = channel.negotiatedFor(connection.timeline)?.identity;
  const node = identity && settings.findNode(identity.networkKey);
  return settings.permitted(peer) && node?.peer === peer;
}

async function dial(
  { settings, stopping, running }: TransportParts,
  address: Multiaddr,
): Promise<void> {
  const timeout = AbortSignal.timeout(settings.limits.dialTimeoutMs);
  const signal = AbortSignal.any([stopping.signal, timeout]);
  await running.node?.dial(address, { signal });
}

function peerConnected(parts: TransportParts, peer: PeerName, connection: Connection): void {
  const { settings, channel, dialler } = parts;
  const address = connection.remoteAddr.toString();
  const { direction } = connection;
  const { group, cipher } = channel.negotiatedFor(connection.timeline) ?? {};
  settings.logger.info({ peer, address, direction, group, cipher }, 'connected to a peer');
  dialler.connected(peer);
  carryOver(parts, peer, connection);
  givenHandlers(parts).onPeerConnected(peer);
}

function peerMoved(parts: TransportParts, peer: PeerName, connection: Connection): void {
  const { direction } = connection;
  parts.settings.logger.debug({ peer, direction }, 'kept another connection to the same peer');
  carryOver(parts, peer, connection);
  givenHandlers(parts).onPeerMoved(peer);
}

/** Messages, gossip and address records run over the settled connection. */
function carryOver(
  { addressRecords, direct, running }: TransportParts,
  peer: PeerName,
  connection: Connection,
): void {
  direct.attach(peer, connection);
  addressRecords?.exchange.attach(peer, connection);
  running.node?.services.gossip.attach(peer, connection);
}

function peerLost(parts: TransportParts, peer: PeerName, reason: string): void {
  parts.settings.logger.info({ peer, reason }, 'lost a peer');
  parts.direct.detach(peer);
  parts.addressRecords?.exchange.detach(peer);
  parts.running.node?.services.gossip.detach(peer);
  parts.dialler.lost(peer, reason);
  givenHandlers(parts).onPeerDisconnected(peer);
}
