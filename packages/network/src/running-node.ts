/** The libp2p node of a transport: made with its parts, listening, and stopped. */
import type { Connection, Stream } from '@libp2p/interface';
import { addressProtocol } from './address-records/record-messages.ts';
import { createResponder } from './answers.ts';
import { createConnectionGater } from './connection-gater.ts';
import { directProtocol } from './direct-outbound.ts';
import { createGossip, type GossipOptions } from './gossip.ts';
import { createLibp2pNode, type Libp2pNode, startListening } from './libp2p-node.ts';
import type { PeerConnections } from './peer-connections.ts';
import { relayProtocol } from './relay/relay-messages.ts';
import { createRelay } from './relay.ts';
import { acceptRelayed, createRelayDialler, type RelayComponents } from './relay-dialler.ts';
import { requestProtocol } from './requests.ts';
import {
  disconnect,
  givenHandlers,
  isAdmitted,
  now,
  type TransportParts,
} from './transport-parts.ts';

export interface RunningNode {
  /** Starts to listen and to dial. Throws `TransportError` `address_in_use` or `address_unavailable`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the node into `parts.running` once it is made. */
export function createRunningNode(parts: TransportParts): RunningNode {
  const { connections, dialler, running, stopping } = parts;
  const { self, listen, limits, logger } = parts.settings;
  const records = parts.addressRecords;
  let starting: Promise<void> = Promise.resolve();
  let upkeep: NodeJS.Timeout | undefined;

  async function startUp(): Promise<void> {
    const node = await createNode(parts);
    running.node = node;
    await records?.start(parts.settings.addressRecords?.addresses ?? null);
    await startListening(node, listen);
    logger.info({ self, addresses: node.getMultiaddrs().map(String) }, 'listening');
    if (stopping.signal.aborted) return;
    upkeep = setInterval(() => {
      connections.dropSilent();
      connections.dropOld(limits.connectionAgeMaxMs);
    }, limits.keepAliveMs);
    dialler.start();
  }

  return {
    start() {
      starting = startUp();
      return starting;
    },
    async stop() {
      stopping.abort();
      // libp2p ignores a stop while it starts.
      await starting.catch(() => undefined);
      clearInterval(upkeep);
      dialler.stop();
      await running.node?.stop();
      await records?.stop();
    },
  };
}

async function createNode(parts: TransportParts): Promise<Libp2pNode> {
  const { addressRecords, channel, connections, direct, settings, backoff, wireBytes, stopping } =
    parts;
  const { peerKey, listen, limits, logger, permitted } = settings;
  let components: RelayComponents | undefined;
  const node = await createLibp2pNode({
    privateKey: peerKey,
    listen,
    encrypter: channel.encrypter,
    limits,
    logger,
    connectionGater: createConnectionGater({ permitted, logger, backoff, wireBytes, now }),
    gossip: (its) => createGossip(gossipOptions(parts), its),
    relayed(its) {
      components = its;
      return createRelayDialler(its, { connections: connections.all });
    },
  });
  node.addEventListener('connection:open', ({ detail }) => opened(parts, detail));
  node.addEventListener('connection:close', ({ detail }) => {
    connections.closed(detail, 'the peer closed the connection');
  });
  const answer = createResponder({
    limits,
    counter: parts.counters.request,
    logger,
    onRequest: (from, bytes) => givenHandlers(parts).onRequest(from, bytes),
    offend: (peer, infraction) => disconnect(parts, peer, infraction),
  });
  const streamOptions = { maxInboundStreams: limits.streamsInboundMax };
  await node.handle(directProtocol, whenSettled(connections, direct.accept), streamOptions);
  await node.handle(requestProtocol, whenSettled(connections, answer), streamOptions);
  const relay = createRelay({
    isPrivate: settings.isPrivate,
    connectionWith: connections.with,
    async accept(stream) {
      if (components !== undefined) await acceptRelayed(components, stream, stopping.signal);
    },
    limits,
    logger,
    now,
    offend: (peer, infraction) => disconnect(parts, peer, infraction),
  });
  await node.handle(relayProtocol, whenSettled(connections, relay), streamOptions);
  if (addressRecords !== null) {
    const accept = whenSettled(connections, addressRecords.exchange.accept);
    await node.handle(addressProtocol, accept, streamOptions);
  }
  return node;
}

function gossipOptions(parts: TransportParts): GossipOptions {
  const { chainId, limits, logger } = parts.settings;
  return {
    chainId,
    limits,
    counters: parts.counters.gossip,
    connections: parts.connections,
    logger,
    now,
    onGossip: (topic, from, bytes) => givenHandlers(parts).onGossip(topic, from, bytes),
    offend: (peer, infraction) => disconnect(parts, peer, infraction),
  };
}

function opened(parts: TransportParts, connection: Connection): void {
  // The ledger may have changed between the handshake and now.
  if (isAdmitted(parts, connection)) parts.connections.opened(connection);
  else connection.abort(new Error('the ledger no longer admits the peer'));
}

type Accept = (stream: Stream, connection: Connection) => void;

/** Streams run over the settled connection only; the peer tries again on that one. */
function whenSettled(connections: PeerConnections, accept: Accept): Accept {
  return (stream, connection) => {
    if (connections.isSettled(connection)) accept(stream, connection);
    else stream.abort(new Error('the peer is to use its other connection'));
  };
}
