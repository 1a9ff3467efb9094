/** libp2p with exactly the parts that are used: TCP and what sentries carry, the secure channel, yamux, and our gossip. */
import type { GossipSubComponents } from '@libp2p/gossipsub';
import type {
  ConnectionEncrypter,
  ConnectionGater,
  Libp2p,
  PrivateKey,
  Transport,
} from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Logger } from '@trellis/engine';
import { TransportError } from '@trellis/engine';
import { createLibp2p } from 'libp2p';
import type { Gossip } from './gossip.ts';
import { libraryLogger } from './library-logger.ts';
import type { RelayComponents } from './relay-dialler.ts';
import type { TransportLimits } from './transport-limits.ts';
import { withFewerWindowUpdates } from './window-updates.ts';

export type Libp2pNode = Libp2p<{ readonly gossip: Gossip }>;

export interface Libp2pNodeOptions {
  readonly privateKey: PrivateKey;
  readonly listen: readonly Multiaddr[];
  readonly encrypter: ConnectionEncrypter;
  readonly connectionGater: ConnectionGater;
  readonly gossip: (components: GossipSubComponents) => Gossip;
  /** For connections through sentries. */
  readonly relayed: (components: RelayComponents) => Transport;
  readonly limits: TransportLimits;
  readonly logger: Logger;
}

/** What yamux lets a peer send ahead on one stream; below the read buffer, or a pause would break it. */
const streamWindowBytesMax = 2 * 1024 * 1024;
const readBufferBytesMax = 4 * 1024 * 1024;

/** A libp2p node that is not started. */
export function createLibp2pNode(options: Libp2pNodeOptions): Promise<Libp2pNode> {
  const { limits } = options;
  const muxerFactory = yamux({
    enableKeepAlive: true,
    keepAliveInterval: limits.keepAliveMs,
    maxInboundStreams: limits.streamsInboundMax,
    maxOutboundStreams: limits.streamsInboundMax,
    streamOptions: {
      maxStreamWindowSize: streamWindowBytesMax,
      maxReadBufferLength: readBufferBytesMax,
    },
  });
  return createLibp2p({
    start: false,
    privateKey: options.privateKey,
    logger: libraryLogger(options.logger),
    addresses: { listen: options.listen.map(String) },
    transports: [
      tcp({ dialOpts: { noDelay: true }, listenOpts: { noDelay: true } }),
      options.relayed,
    ],
    // libp2p makes it when it makes the rest; ours needs nothing of it.
    connectionEncrypters: [() => options.encrypter],
    streamMuxers: [() => withFewerWindowUpdates(muxerFactory())],
    connectionGater: options.connectionGater,
    connectionManager: {
      maxConnections: limits.connectionsMax,
      maxIncomingPendingConnections: limits.connectionsMax,
      inboundConnectionThreshold: limits.connectionsPerSecondMax,
      dialTimeout: limits.dialTimeoutMs,
      addressDialTimeout: limits.dialTimeoutMs,
      inboundUpgradeTimeout: limits.dialTimeoutMs,
      inboundStreamProtocolNegotiationTimeout: limits.negotiationTimeoutMs,
      outboundStreamProtocolNegotiationTimeout: limits.negotiationTimeoutMs,
      // The dialler does this, with its own idea of when.
      reconnectRetries: 0,
    },
    // Its ping needs a protocol of its own; silence is noticed in `peer-connections.ts`.
    connectionMonitor: { enabled: false },
    services: { gossip: options.gossip },
  });
}

/** Starts to listen. Throws `TransportError` `address_in_use` or `address_unavailable`. */
export async function startListening(
  node: Libp2pNode,
  addresses: readonly Multiaddr[],
): Promise<void> {
  const listen = addresses.join(' and ');
  try {
    await node.start();
  } catch (error) {
    // libp2p tells the reasons of all addresses in one text, without their codes.
    const text = String(error);
    if (text.includes('EADDRINUSE')) {
      throw new TransportError(
        'address_in_use',
        `${listen}: in use by another program. Stop it, or change the port.`,
        { cause: error },
      );
    }
    throw new TransportError(
      'address_unavailable',
      `can't listen on ${listen}: ${text.match(/\bE[A-Z]{3,}\b[^\n]*/)?.[0] ?? text}`,
      { cause: error },
    );
  }
}
