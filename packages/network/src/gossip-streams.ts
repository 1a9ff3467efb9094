/**
 * What stands between gossipsub and its streams. It gives gossipsub the settled connections and no
 * others, judges every inbound frame first, counts both directions, and stops reading from a peer
 * whose messages wait for verdicts. A gossip stream that ends takes its connection along: gossipsub
 * would go on without the peer, and nobody would notice.
 */
import type { GossipSubComponents } from '@libp2p/gossipsub';
import type { Connection, Stream, StreamHandler, Topology } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { inBackground, type Logger, type PeerName, toLog } from '@trellis/engine';
import { prefixBytesMax, prefixLength } from './frames.ts';
import {
  type GossipedMessage,
  type GossipRules,
  gossipFrameBytesMax,
  judgeGossipFrame,
  messagesIn,
} from './gossip-rules.ts';
import { readFrames } from './inbound-stream.ts';
import { nameOf, type PeerConnections } from './peer-connections.ts';
import type { TransportLimits } from './transport-limits.ts';

type Registrar = GossipSubComponents['registrar'];

/** The one version that is spoken: it is the first with IDONTWANT. */
const gossipProtocol = '/meshsub/1.2.0';

export interface GossipStreams {
  /** To be given to gossipsub in place of libp2p's. */
  readonly registrar: Registrar;
  /** A peer was connected, or moved to another connection. */
  attach(peer: PeerName, connection: Connection): void;
  /** A peer was lost. */
  detach(peer: PeerName): void;
  /** A message of the peer waits for its verdict. */
  verdictPending(peer: PeerName): void;
  verdictGiven(peer: PeerName): void;
}

export interface GossipStreamsOptions {
  readonly rules: GossipRules;
  readonly limits: TransportLimits;
  readonly registrar: Registrar;
  readonly connections: PeerConnections;
  readonly logger: Logger;
  readonly onReceived: (messages: readonly GossipedMessage[]) => void;
  readonly onSent: (messages: readonly GossipedMessage[]) => void;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, offence: string) => void;
}

/** No peer is attached yet. */
export function createGossipStreams(options: GossipStreamsOptions): GossipStreams {
  const { rules, limits, connections, offend } = options;
  const failed = toLog(options.logger, 'gossip could not take in a change of peers');
  const inbounds = new Map<PeerName, Stream>();
  const pending = new Map<PeerName, number>();
  let topology: Topology | null = null;

  const inspect = (stream: Stream, peer: PeerName): void => {
    let offended = false;
    const onOffence = (offence: string): void => {
      if (!offended) offend(peer, offence);
      offended = true;
    };
    readFrames(stream, gossipFrameBytesMax(rules), {
      onFrame(frame) {
        const judged = judgeGossipFrame(frame, rules);
        if (judged.ok) options.onReceived(judged.messages);
        else onOffence(judged.offence);
      },
      onBadFrame: ({ message }) => onOffence(`gossip: ${message}`),
    });
    stream.addEventListener('message', (event) => {
      // Listeners are called in the order in which they came: gossipsub's is the next.
      if (offended) event.stopImmediatePropagation();
      else pauseIfBehind(peer, stream);
    });
  };

  /** libp2p then stops granting the peer room to send in. */
  const pauseIfBehind = (peer: PeerName, stream: Stream): void => {
    const isBehind = (pending.get(peer) ?? 0) >= limits.gossipVerdictsPendingMax;
    if (isBehind && stream.readStatus === 'readable') stream.pause();
  };

  const resume = (peer: PeerName): void => {
    const stream = inbounds.get(peer);
    if (stream?.readStatus === 'paused') stream.resume();
  };

  const endWith = (stream: Stream, connection: Connection, what: string): void => {
    const onEnd = (): void => {
      // When the connection itself ends, its streams end first.
      setImmediate(() => {
        if (connection.status !== 'open' || !connections.isSettled(connection)) return;
        connections.close(nameOf(connection), `the peer's ${what} gossip stream ended`);
      });
    };
    stream.addEventListener('close', onEnd, { once: true });
    stream.addEventListener('remoteCloseWrite', onEnd, { once: true });
  };

  const handleInbound =
    (handler: StreamHandler): StreamHandler =>
    (stream, connection) => {
      const peer = nameOf(connection);
      if (!connections.isSettled(connection)) {
        return stream.abort(new Error('the peer is to use its other connection'));
      }
      if (inbounds.has(peer)) return offend(peer, 'opened a second gossip stream');
      inbounds.set(peer, stream);
      stream.addEventListener('close', () => {
        if (inbounds.get(peer) === stream) inbounds.delete(peer);
      });
      // First in line, in the same turn as gossipsub: each piece is judged before gossipsub gets it.
      inspect(stream, peer);
      endWith(stream, connection, 'inbound');
      return handler(stream, gossipView(connection));
    };

  /** The connection as gossipsub sees it: opening a stream also prepares it for us. */
  const gossipView = (connection: Connection): Connection => {
    const newStream: Connection['newStream'] = async () => {
      try {
        const stream = await connection.newStream([gossipProtocol], {
          signal: AbortSignal.timeout(limits.negotiationTimeoutMs),
        });
        // gossipsub would keep a stream that ended meanwhile, and never open another to this peer.
        if (stream.status !== 'open' || !connections.isSettled(connection)) {
          stream.abort(new Error('the connection is no longer used'));
          throw new Error('the stream ended while it was opened');
        }
        countSent(stream, options.onSent);
        endWith(stream, connection, 'outbound');
        return stream;
      } catch (error) {
        // gossipsub opens one stream after the other and does not try again.
        if (connection.status === 'open' && connections.isSettled(connection)) {
          offend(nameOf(connection), 'took no gossip stream');
        }
        throw error;
      }
    };
    return Object.create(connection, { newStream: { value: newStream } });
  };

  const introduce = async (connection: Connection): Promise<void> => {
    await topology?.onConnect?.(connection.remotePeer, gossipView(connection));
  };

  const takeAway = async (peer: PeerName): Promise<void> => {
    await topology?.onDisconnect?.(peerIdFromString(peer));
  };

  const detach = (peer: PeerName): void => inBackground(takeAway(peer), failed);

  return {
    registrar: delegate(options.registrar, {
      handle: async (protocol, handler, handlerOptions) => {
        if (protocol !== gossipProtocol) return;
        await options.registrar.handle(protocol, handleInbound(handler), handlerOptions);
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
      detach(peer);
      // A stream of an earlier connection that broke off makes gossipsub forget the peer once more,
      // a few microtasks later: the peer is introduced after that.
      setImmediate(() => {
        if (!connections.isSettled(connection) || connection.status !== 'open') return;
        inBackground(introduce(connection), failed);
      });
    },
    detach,
    verdictPending(peer) {
      pending.set(peer, (pending.get(peer) ?? 0) + 1);
    },
    verdictGiven(peer) {
      const left = (pending.get(peer) ?? 1) - 1;
      if (left === 0) pending.delete(peer);
      else pending.set(peer, left);
      if (left <= limits.gossipVerdictsPendingMax / 2) resume(peer);
    },
  };
}

/** Counts what gossipsub sends on a stream: one frame each time, in a piece behind that of its length. */
function countSent(stream: Stream, onSent: (messages: readonly GossipedMessage[]) => void): void {
  const send = stream.send.bind(stream);
  stream.send = (data) => {
    // Not all of it at once: that would copy the frame.
    const frame = data.subarray(prefixLength(data.subarray(0, prefixBytesMax)));
    const hasRoom = send(data);
    onSent(messagesIn(frame));
    return hasRoom;
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
