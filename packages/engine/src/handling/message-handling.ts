/** What arrives from peers, each kind at its place. */

import type { Logger } from '../ports/logger.ts';
import type { PeerName, Transport, TransportHandlers } from '../ports/transport.ts';
import type { TakeDirectMessage } from './direct-messages.ts';
import type { PeerNews } from './peer-news.ts';

export interface MessageHandlingParts {
  readonly gossip: TransportHandlers['onGossip'];
  readonly direct: TakeDirectMessage;
  readonly answer: (from: PeerName, request: Uint8Array) => AsyncIterable<Uint8Array>;
  readonly peers: Pick<PeerNews, 'connected' | 'moved' | 'disconnected'>;
  readonly disconnect: Transport['disconnect'];
  readonly logger: Logger;
}

export function createMessageHandling(parts: MessageHandlingParts): TransportHandlers {
  const { gossip, direct, answer, peers, disconnect, logger } = parts;
  return {
    onGossip: gossip,
    onMessage(from, bytes) {
      direct(from, bytes).catch((error: unknown) => {
        logger.error({ error, peer: from }, 'a message could not be validated');
        disconnect(from, 'a message that could not be validated');
      });
    },
    onRequest: answer,
    onPeerConnected: peers.connected,
    onPeerMoved: peers.moved,
    onPeerDisconnected: peers.disconnected,
  };
}
