/**
 * The gossip streams that peers open. Every frame is validated before gossipsub gets it, both are counted, and
 * nothing more is read from a peer whose messages wait for validation results.
 */
import type { Connection, Stream } from '@libp2p/interface';
import type { PeerName } from '@trellis/engine';
import {
  type GossipedMessage,
  type GossipRules,
  gossipFrameBytesMax,
  validateGossipFrame,
} from './gossip-rules.ts';
import { readFrames } from './inbound-stream.ts';
import { nameOf, type PeerConnections } from './peer-connections.ts';
import type { TransportLimits } from './transport-limits.ts';

export interface GossipInbound {
  /** Prepares the stream for gossipsub, which is to get it in the same turn; `false` when it must not. */
  accept(stream: Stream, connection: Connection): boolean;
  /** A message of the peer waits for its validation result. */
  validationPending(peer: PeerName): void;
  validationGiven(peer: PeerName): void;
}

export interface GossipInboundOptions {
  readonly rules: GossipRules;
  readonly limits: TransportLimits;
  readonly connections: PeerConnections;
  readonly onReceived: (messages: readonly GossipedMessage[]) => void;
  /** The peer has a message of this id. */
  readonly onUnwanted: (peer: PeerName, id: Uint8Array) => void;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

/** No stream is open yet. */
export function createGossipInbound(options: GossipInboundOptions): GossipInbound {
  const { limits, connections, offend } = options;
  const inbounds = new Map<PeerName, Stream>();
  const pending = new Map<PeerName, number>();

  /** libp2p then stops granting the peer room to send in. */
  const pauseIfBehind = (peer: PeerName, stream: Stream): void => {
    const isBehind = (pending.get(peer) ?? 0) >= limits.gossipValidationsPendingMax;
    if (isBehind && stream.readStatus === 'readable') stream.pause();
  };

  const resume = (peer: PeerName): void => {
    const stream = inbounds.get(peer);
    if (stream?.readStatus === 'paused') stream.resume();
  };

  return {
    accept(stream, connection) {
      const peer = nameOf(connection);
      if (!connections.isSettled(connection)) {
        stream.abort(new Error('the peer is to use its other connection'));
        return false;
      }
      if (inbounds.has(peer)) {
        offend(peer, 'opened a second gossip stream');
        return false;
      }
      inbounds.set(peer, stream);
      stream.addEventListener('close', () => {
        if (inbounds.get(peer) === stream) inbounds.delete(peer);
      });
      inspect(stream, peer, options, () => pauseIfBehind(peer, stream));
      return true;
    },
    validationPending(peer) {
      pending.set(peer, (pending.get(peer) ?? 0) + 1);
    },
    validationGiven(peer) {
      const left = (pending.get(peer) ?? 1) - 1;
      if (left === 0) pending.delete(peer);
      else pending.set(peer, left);
      if (left <= limits.gossipValidationsPendingMax / 2) resume(peer);
    },
  };
}

/** Validates each piece before the listeners that are added later: gossipsub's is the next. */
function inspect(
  stream: Stream,
  peer: PeerName,
  { rules, onReceived, onUnwanted, offend }: GossipInboundOptions,
  onHarmless: () => void,
): void {
  let offended = false;
  const onInfraction = (infraction: string): void => {
    if (!offended) offend(peer, infraction);
    offended = true;
  };
  readFrames(stream, gossipFrameBytesMax(rules), {
    onFrame(frame) {
      const validation = validateGossipFrame(frame, rules);
      if (!validation.ok) return onInfraction(validation.infraction);
      onReceived(validation.messages);
      for (const id of validation.unwanted) onUnwanted(peer, id);
    },
    onBadFrame: ({ message }) => onInfraction(`gossip: ${message}`),
  });
  stream.addEventListener('message', (event) => {
    if (offended) event.stopImmediatePropagation();
    else onHarmless();
  });
}
