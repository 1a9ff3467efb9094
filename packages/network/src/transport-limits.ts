/** Every maximum and every waiting time of the transport; what messages may hold follows from the protocol's limits. */

import type { Topic } from '@trellis/engine';
import { messageLimits } from '@trellis/protocol';

export interface TransportLimits {
  /** Payload of one gossip message. */
  readonly gossipMessageBytesMax: Readonly<Record<Topic, number>>;
  /** Gossip messages of one peer that wait for a validation result; beyond it we stop reading from the peer. */
  readonly gossipValidationsPendingMax: number;
  /**
   * How long an accepted message waits at most before it is passed on, so that the other peers can say that
   * they have it (see `gossip-forwarding.ts`). Our own node has it at once.
   */
  readonly gossipForwardDelayMs: Readonly<Record<Topic, number>>;
  /** The same among fewer peers than `gossipMeshMax`, to whom whoever made the message sent it as well. */
  readonly gossipForwardWaitMs: Readonly<Record<Topic, number>>;
  /** Every peer of so small a network is in gossipsub's mesh. */
  readonly gossipMeshMax: number;
  /** Gossip waiting to be sent to one peer; a peer that reads too slowly for it is disconnected. */
  readonly gossipQueueBytesMax: number;
  /** One direct message. */
  readonly directMessageBytesMax: number;
  /** Direct messages waiting to be sent to one peer; beyond it `send` returns false. */
  readonly directQueueBytesMax: number;
  /** One request. */
  readonly requestBytesMax: number;
  /** One chunk of an answer. */
  readonly requestChunkBytesMax: number;
  /** Requests of one peer that are answered at once; one more closes its connection. */
  readonly requestsInboundMax: number;
  /** Requests to one peer at once; further ones wait. Lower than what peers accept, to be on the safe side. */
  readonly requestsOutboundMax: number;
  /** Connections that a sentry carries for one peer to those behind it at once, and may begin at once. */
  readonly relayedPerPeerMax: number;
  /** How soon it may then begin another one: each has its handshake at the node behind the sentry. */
  readonly relayedEveryMs: number;
  /** Connections in all. */
  readonly connectionsMax: number;
  /** Handshakes of peers that connected to us, at the same time; one more ends the one that took longest. */
  readonly handshakesInboundMax: number;
  /** Streams that one peer may have open at once, of all protocols together. */
  readonly streamsInboundMax: number;
  /**
   * Connections that one address may open in a second. Times `dialTimeoutMs` this is less than
   * `connectionsMax`, so that one stranger can't take all places of connections that are not secured yet.
   */
  readonly connectionsPerSecondMax: number;
  /** From the start of a dial to a connection that can be used. */
  readonly dialTimeoutMs: number;
  /** For the other end to name a stream's protocol, to finish sending a request. */
  readonly negotiationTimeoutMs: number;
  /** How often a peer is asked for a sign of life; after four without one its connection is closed. */
  readonly keepAliveMs: number;
  /**
   * How old a connection may grow before it is made again, with new keys and certificates: TLS would continue
   * with the same keys forever, and Node has no interface to its key update.
   */
  readonly connectionAgeMaxMs: number;
  /** How long an answer may stall because the peer does not read it. */
  readonly stalledAnswerMs: number;
  /** How long a peer that misbehaved is neither connected to nor let in. */
  readonly backoffMs: number;
  /** A connected peer that takes no part in our gossip for so long is disconnected. */
  readonly gossipAbsenceMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultTransportLimits: TransportLimits = {
  gossipMessageBytesMax: {
    transactions: messageLimits.gossipTransactionsBytesMax,
    proposals: messageLimits.gossipBlockBytesMax,
    blocks: messageLimits.gossipBlockBytesMax,
  },
  gossipValidationsPendingMax: 512,
  gossipForwardDelayMs: { transactions: 100, proposals: 20, blocks: 100 },
  // A payment that comes late holds up itself alone.
  gossipForwardWaitMs: { transactions: 1_000, proposals: 20, blocks: 100 },
  gossipMeshMax: 13,
  gossipQueueBytesMax: 32 * mebibyte,
  directMessageBytesMax: messageLimits.directMessageBytesMax,
  directQueueBytesMax: 2 * mebibyte,
  requestBytesMax: messageLimits.requestBytesMax,
  requestChunkBytesMax: messageLimits.answerChunkBytesMax,
  requestsInboundMax: 16,
  requestsOutboundMax: 8,
  relayedPerPeerMax: 16,
  relayedEveryMs: 1_000,
  connectionsMax: 256,
  handshakesInboundMax: 64,
  streamsInboundMax: 64,
  connectionsPerSecondMax: 50,
  dialTimeoutMs: 5_000,
  negotiationTimeoutMs: 5_000,
  keepAliveMs: 5_000,
  connectionAgeMaxMs: 24 * 3_600_000,
  stalledAnswerMs: 30_000,
  backoffMs: 30_000,
  gossipAbsenceMs: 30_000,
};
