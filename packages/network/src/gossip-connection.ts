/**
 * A connection as gossipsub sees it: opening a stream also prepares it for us. A gossip stream that ends takes
 * its connection along: gossipsub would continue without the peer, and nobody would notice.
 */
import type { Connection, Stream } from '@libp2p/interface';
import type { PeerName } from '@trellis/engine';
import { prefixBytesMax, prefixLength } from './frames.ts';
import { type GossipedMessage, messagesIn } from './gossip-rules.ts';
import { nameOf, type PeerConnections } from './peer-connections.ts';
import type { TransportLimits } from './transport-limits.ts';

/** The one version that is spoken: it is the first with IDONTWANT. */
export const gossipProtocol = '/meshsub/1.2.0';

export interface GossipConnectionOptions {
  readonly limits: TransportLimits;
  readonly connections: PeerConnections;
  readonly onSent: (messages: readonly GossipedMessage[]) => void;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

/** The connection with another way to open streams. */
export function gossipConnection(
  connection: Connection,
  options: GossipConnectionOptions,
): Connection {
  const { connections, offend } = options;
  const newStream: Connection['newStream'] = async () => {
    try {
      return await openStream(connection, options);
    } catch (error) {
      // gossipsub opens one stream after the other and does not try again.
      if (connection.status === 'open' && connections.isSettled(connection)) {
        offend(nameOf(connection), 'took no gossip stream');
      }
      throw error;
    }
  };
  return Object.create(connection, { newStream: { value: newStream } });
}

async function openStream(
  connection: Connection,
  { limits, connections, onSent }: GossipConnectionOptions,
): Promise<Stream> {
  const stream = await connection.newStream([gossipProtocol], {
    signal: AbortSignal.timeout(limits.negotiationTimeoutMs),
  });
  // gossipsub would keep a stream that ended meanwhile, and never open another to this peer.
  if (stream.status !== 'open' || !connections.isSettled(connection)) {
    stream.abort(new Error('the connection is no longer used'));
    throw new Error('the stream ended while it was opened');
  }
  countSent(stream, onSent);
  closeWith(stream, 'outbound', connection, connections);
  return stream;
}

/** Closes the connection when a gossip stream of it ends. */
export function closeWith(
  stream: Stream,
  direction: 'inbound' | 'outbound',
  connection: Connection,
  connections: PeerConnections,
): void {
  const onEnd = (): void => {
    // When the connection itself ends, its streams end first.
    setImmediate(() => {
      if (connection.status !== 'open' || !connections.isSettled(connection)) return;
      connections.close(nameOf(connection), `the peer's ${direction} gossip stream ended`);
    });
  };
  stream.addEventListener('close', onEnd, { once: true });
  stream.addEventListener('remoteCloseWrite', onEnd, { once: true });
}

/** Counts what gossipsub sends on a stream: one frame each time, in a piece behind that of its length. */
function countSent(stream: Stream, onSent: (messages: readonly GossipedMessage[]) => void): void {
  const send = stream.send.bind(stream);
  stream.send = (data) => {
    // Before it is sent: what is sent may be taken out of the list of pieces.
    const messages = messagesOf(data);
    const hasRoom = send(data);
    onSent(messages);
    return hasRoom;
  };
}

type SentData = Parameters<Stream['send']>[0];

/** By what gossipsub encodes once and sends to several peers: it is decoded once as well. */
const sentMessages = new WeakMap<SentData, readonly GossipedMessage[]>();

function messagesOf(data: SentData): readonly GossipedMessage[] {
  const known = sentMessages.get(data);
  if (known !== undefined) return known;
  // Not all of it at once: that would copy the frame.
  const frame = data.subarray(prefixLength(data.subarray(0, prefixBytesMax)));
  const messages = messagesIn(frame);
  sentMessages.set(data, messages);
  return messages;
}
