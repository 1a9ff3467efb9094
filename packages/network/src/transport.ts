/** The transport of a real network: libp2p over TCP. `transport-parts.ts` says what it is made of. */
import type { PeerName, PeerStatus, Transport } from '@trellis/engine';
import type { AddressRecord } from './address-records/address-record.ts';
import { createRequester } from './requests.ts';
import { createRunningNode } from './running-node.ts';
import { type Libp2pTransportOptions, readTransportOptions } from './transport-options.ts';
import {
  createTransportParts,
  disconnect,
  isAdmitted,
  type TransportParts,
} from './transport-parts.ts';

/** What the transport does beyond its port: it knows where nodes say that they are reached. */
export interface Libp2pTransport extends Transport {
  /** From now on this node is reached at these addresses; other nodes are told. */
  announce(addresses: readonly string[]): Promise<void>;
  /** What a node said last of where it is reached; `undefined`: nothing. */
  addressRecord(peer: PeerName): AddressRecordFacts | undefined;
}

/** `seq` is the time of the record in milliseconds since 1970, or a little more. */
type AddressRecordFacts = Pick<AddressRecord['content'], 'seq' | 'addresses'>;

/**
 * A transport that is not started. Throws `TransportError` `bad_peer_key`, `bad_network_key` or
 * `bad_address`.
 *
 * @example
 * const transport = createLibp2pTransport({ peerKey, networkKey, findNode, chainId, listen, peers, … });
 * await transport.start(handlers);
 */
export function createLibp2pTransport(options: Libp2pTransportOptions): Libp2pTransport {
  const settings = readTransportOptions(options);
  const parts = createTransportParts(settings);
  const { channel, connections, counters, direct, running, stopping } = parts;
  const node = createRunningNode(parts);
  const offend = (peer: PeerName, reason: string): void => disconnect(parts, peer, reason);
  return {
    self: settings.self,
    addresses: () => running.node?.getMultiaddrs().map((address) => address.toString()) ?? [],
    async start(handlers) {
      if (running.handlers !== null || stopping.signal.aborted) {
        throw new Error('a transport is started once, and not after it was stopped');
      }
      running.handlers = handlers;
      await node.start();
    },
    stop: node.stop,
    peers: () => peerStatuses(parts),
    async publish(topic, bytes) {
      await running.node?.services.gossip.publish(topic, bytes);
    },
    send: direct.send,
    broadcast: direct.broadcast,
    request: createRequester({
      limits: settings.limits,
      counter: counters.request,
      connectionWith: connections.with,
      stopped: stopping.signal,
      offend,
    }),
    disconnect: offend,
    recheck: () => recheck(parts),
    traffic: counters.snapshot,
    certificate: channel.certificate,
    announce: async (addresses) => parts.addressRecords?.announce(addresses),
    addressRecord: (peer) => parts.addressRecords?.of(peer),
  };
}

/** The connected peers, then those that have to be connected to and are not there. */
function peerStatuses(parts: TransportParts): readonly PeerStatus[] {
  const { connections, dialler, settings } = parts;
  const absent = dialler.targets().filter(({ name }) => connections.with(name) === undefined);
  return [
    ...connections.connectedPeers().flatMap((name) => connectedStatus(parts, name)),
    ...absent.map(({ reason, ...target }): PeerStatus => {
      // The API tells it to anybody, and the system's words for what failed name the address.
      const told = reason !== null && settings.isPrivate(target.name) ? privateReason : reason;
      return { state: 'absent', ...target, reason: told };
    }),
  ];
}

const privateReason = 'it is private: the log of this node says more';

function connectedStatus(
  { connections, wireBytes, channel }: TransportParts,
  name: PeerName,
): readonly PeerStatus[] {
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
}

/** Closes the connections with whomever the ledger has ceased to admit. */
function recheck(parts: TransportParts): void {
  const { connections, settings } = parts;
  for (const peer of connections.connectedPeers()) {
    const connection = connections.with(peer);
    if (connection === undefined || isAdmitted(parts, connection)) continue;
    settings.logger.warn(
      { peer },
      'closing a connection: the ledger no longer admits the node or its key',
    );
    connections.close(peer, 'the ledger no longer admits it');
  }
}
