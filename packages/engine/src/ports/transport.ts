/**
 * How nodes reach each other. The transport moves opaque bytes between permitted peers and knows
 * nothing of what they mean: gossip to all, direct messages to one, and requests with an answer.
 */

import { type Address, CodedError } from '@trellis/crypto';

/** A peer's name: its network identity as text (libp2p: the peer id). Equal names, equal peers. */
export type PeerName = string & { readonly __brand: 'PeerName' };

/** What is gossiped. A node receives and passes on every topic. */
export type Topic = 'transactions' | 'proposals' | 'blocks';

export const topics = ['transactions', 'proposals', 'blocks'] as const satisfies readonly Topic[];

/**
 * What to do with a gossip message: pass it on; drop it without blame (late, already known, not
 * understood yet); or drop it and close the connection of whoever passed it to us. `reject` is for
 * what no honest node would have passed on.
 */
export type ValidationResult = 'accept' | 'ignore' | 'reject';

/** What the node does with what arrives. Bytes handed over are the receiver's to keep. */
export interface TransportHandlers {
  /**
   * A gossip message, seen for the first time (equal bytes on one topic are handed over once in two
   * minutes). It is passed on only after the validation result. `from` passed it on and need not be its author.
   * A rejected promise counts as `ignore`.
   */
  onGossip(topic: Topic, from: PeerName, bytes: Uint8Array): Promise<ValidationResult>;
  /** One direct message, in the order in which that peer sent them. Must not throw. */
  onMessage(from: PeerName, bytes: Uint8Array): void;
  /**
   * A request. The chunks are streamed to the peer as they come, at its pace; each has at least one
   * byte and at most `requestChunkBytesMax`. Throwing, or another chunk, aborts the answer: the peer's
   * iteration throws. The iterator's `return` is called when the peer goes away or loses interest.
   */
  onRequest(from: PeerName, bytes: Uint8Array): AsyncIterable<Uint8Array>;
  /** From here on `send` and `request` reach the peer. Called once for each time it connects. */
  onPeerConnected(peer: PeerName): void;
  /** Another connection with the peer took the place of the one before; the process at its end may be another one. */
  onPeerMoved(peer: PeerName): void;
  onPeerDisconnected(peer: PeerName): void;
}

/** A peer that is connected, or that is configured and not connected. */
export type PeerStatus = ConnectedPeer | AbsentPeer;

export interface ConnectedPeer {
  readonly state: 'connected';
  readonly name: PeerName;
  /** The address at the other end of the connection. */
  readonly address: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly connectedSince: number;
  /** `outbound` if this node opened it. */
  readonly direction: 'inbound' | 'outbound';
  /** Bytes of this connection on the wire, handshake and framing included. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** What the two ends agreed on; `null` for a moment while a connection is replaced. */
  readonly channel: ChannelFacts | null;
}

/** How a connection is encrypted and authenticated. */
export interface ChannelFacts {
  /** Of the key exchange, by its TLS name. */
  readonly group: string;
  readonly cipher: string;
  /** With which the other end proved its identity. */
  readonly signatureScheme: string;
  readonly identity: { readonly networkKey: Address; readonly peer: PeerName };
  /** The certificate that the other end showed. */
  readonly certificate: CertificateFacts;
}

/** An X.509 certificate of a network key; times in milliseconds since 1970-01-01T00:00:00Z. */
export interface CertificateFacts {
  /** SHA-256 of the certificate as DER, hexadecimal. */
  readonly fingerprint: string;
  readonly validFrom: number;
  readonly validUntil: number;
}

interface AbsentPeer {
  readonly state: 'absent';
  readonly name: PeerName;
  /** The address that connections to it are opened to. */
  readonly address: string;
  /** Why the last attempt failed or the last connection ended; `null` before the first attempt. */
  readonly reason: string | null;
}

/** Messages and their payload bytes (without framing and encryption) in both directions. */
export interface TrafficCount {
  readonly messagesReceived: number;
  readonly messagesSent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

/** Counters since the start. A message passed to three peers counts as three sent. */
export interface Traffic {
  /** Received counts every arrival, duplicates included. */
  readonly gossip: Readonly<Record<Topic, TrafficCount & { readonly duplicatesReceived: number }>>;
  readonly direct: TrafficCount & {
    /** Direct messages refused or lost because a peer's queue was full or its stream broke. */
    readonly dropped: number;
  };
  /** Requests and the chunks of their answers. */
  readonly request: TrafficCount;
}

export interface RequestOptions {
  /** Ends the request, wherever it is: the iteration throws `aborted`. There is no other timeout. */
  readonly signal: AbortSignal;
  /** All chunks together; a longer answer throws `response_too_large`. */
  readonly maxBytes: number;
}

export interface Transport {
  readonly self: PeerName;
  /**
   * Where peers reach this node, with the real port and the peer name, once started; empty before.
   */
  addresses(): readonly string[];
  /**
   * Listens, then dials the configured peers in the background until `stop`. Throws `TransportError`
   * `address_in_use` or `address_unavailable` when it cannot listen.
   */
  start(handlers: TransportHandlers): Promise<void>;
  /** Closes every connection and timer; resolves when nothing is left. A stopped transport stays so. */
  stop(): Promise<void>;
  /** The connected peers, then the configured ones that are absent. */
  peers(): readonly PeerStatus[];
  /**
   * Gossips to the network; not handed to our own `onGossip`. Resolves when the message is queued to
   * peers, also with none connected and for a message sent before. The bytes must not be changed
   * afterwards. Throws `TransportError` `message_too_large` above the topic's limit.
   */
  publish(topic: Topic, bytes: Uint8Array): Promise<void>;
  /**
   * Queues a direct message. `false` when the peer is not connected or its queue is full. `true` is no
   * promise of arrival. Throws `TransportError` `message_too_large` above `directMessageBytesMax`.
   */
  send(peer: PeerName, bytes: Uint8Array): boolean;
  /** `send` to every connected peer. */
  broadcast(bytes: Uint8Array): void;
  /**
   * Asks a peer; yields the chunks of its answer as they arrive and ends after the last. Chunks that
   * are not taken wait in memory. Leaving the iteration early tells the peer to stop. Throws
   * `TransportError` on failure, see `TransportErrorCode`.
   */
  request(peer: PeerName, bytes: Uint8Array, options: RequestOptions): AsyncIterable<Uint8Array>;
  /** Closes the peer's connection and refuses it for a while (`coolingOffMs`), logging the reason. */
  disconnect(peer: PeerName, reason: string): void;
  /** The ledger's registry changed: closes connections with nodes that it no longer admits. */
  recheck(): void;
  traffic(): Traffic;
  /** The certificate that this node shows at present; `null` before it needed one. */
  certificate(): CertificateFacts | null;
}

export type TransportErrorCode =
  | 'address_in_use'
  | 'address_unavailable'
  | 'message_too_large'
  /** The peer is not connected, or was lost while it answered. */
  | 'peer_unavailable'
  | 'response_too_large'
  /** The peer gave up, refused the request or did not keep to the protocol. */
  | 'request_failed'
  | 'aborted'
  | 'bad_peer_key'
  | 'bad_network_key'
  | 'bad_address';

/** A fault of the network or of how it is used; the message says what was wrong and what to do. */
export class TransportError extends CodedError<TransportErrorCode> {}
