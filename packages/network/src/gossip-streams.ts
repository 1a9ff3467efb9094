/** What stands between gossipsub and libp2p: gossipsub gets the settled connections, prepared, and no others. */
import type { GossipSubComponents } from '@libp2p/gossipsub';
import type { Connection, StreamHandler, Topology } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { inBackground, type Logger, type PeerName, toLog } from '@trellis/engine';
import {
  closeWith,
  type GossipConnectionOptions,
  gossipConnection,
  gossipProtocol,
} from './gossip-connection.ts';
import {
  createGossipInbound,
  type GossipInbound,
  type GossipInboundOptions,
} from './gossip-inbound.ts';

type Registrar = GossipSubComponents['registrar'];

export interface GossipStreams
  extends Pick<GossipInbound, 'validationGiven' | 'validationPending'> {
  /** To be given to gossipsub in place of libp2p's. */
  readonly registrar: Registrar;
  /** A peer was connected, or moved to another connection. */
  attach(peer: PeerName, connection: Connection): void;
  /** A peer was lost. */
  detach(peer: PeerName): void;
}

export interface GossipStreamsOptions extends GossipInboundOptions, GossipConnectionOptions {
  readonly registrar: Registrar;
  readonly logger: Logger;
}

/** No peer is attached yet. */
export function createGossipStreams(options: GossipStreamsOptions): GossipStreams {
  const { registrar, connections } = options;
  const inbound = createGossipInbound(options);
  const failed = toLog(options.logger, 'gossip could not take in a change of peers');
  /** gossipsub's listeners for peers that come and go. */
  let topology: Topology | null = null;

  const handleInbound =
    (handler: StreamHandler): StreamHandler =>
    (stream, connection) => {
      if (!inbound.accept(stream, connection)) return;
      closeWith(stream, 'inbound', connection, connections);
      return handler(stream, gossipConnection(connection, options));
    };

  const introduce = async (connection: Connection): Promise<void> => {
    const { remotePeer } = connection;
    await topology?.onConnect?.(remotePeer, gossipConnection(connection, options));
  };

  const takeAway = async (peer: PeerName): Promise<void> => {
    await topology?.onDisconnect?.(peerIdFromString(peer));
  };

  return {
    registrar: delegate(registrar, {
      handle: async (protocol, handler, handlerOptions) => {
        if (protocol !== gossipProtocol) return;
        await registrar.handle(protocol, handleInbound(handler), handlerOptions);
      },
      register: async (protocol, gossipTopology) => {
        if (protocol === gossipProtocol) topology = gossipTopology;
        return protocol;
      },
      unregister: () => {
        topology = null;
      },
    }),
    attach(peer, connection) {
      inBackground(takeAway(peer), failed);
      // A stream of an earlier connection that broke off makes gossipsub forget the peer once more,
      // a few microtasks later: the peer is introduced after that.
      setImmediate(() => {
        if (!connections.isSettled(connection) || connection.status !== 'open') return;
        inBackground(introduce(connection), failed);
      });
    },
    detach: (peer) => inBackground(takeAway(peer), failed),
    validationPending: inbound.validationPending,
    validationGiven: inbound.validationGiven,
  };
}

function delegate(
  registrar: Registrar,
  replaced: Pick<Registrar, 'handle' | 'register' | 'unregister'>,
): Registrar {
  return {
    getProtocols: () => registrar.getProtocols(),
    getHandler: (protocol) => registrar.getHandler(protocol),
    getTopologies: (protocol) => registrar.getTopologies(protocol),
    getMiddleware: (protocol) => registrar.getMiddleware(protocol),
    unhandle: (protocol, options) => registrar.unhandle(protocol, options),
    use: (protocol, middleware) => registrar.use(protocol, middleware),
    unuse: (protocol) => registrar.unuse(protocol),
    ...replaced,
  };
}
