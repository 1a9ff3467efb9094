/**
 * Direct messages. Each node keeps one stream open to each peer, only to send on; it reads on the
 * one that the peer opened. What is sent goes to the socket in the same turn of the event loop.
 */
import type { Connection, Stream } from '@libp2p/interface';
import { type PeerName, TransportError } from '@trellis/engine';
import {
  type DirectOutbound,
  type DirectOutboundOptions,
  openDirectOutbound,
} from './direct-outbound.ts';
import { encodeFrame } from './frames.ts';
import { closeQuietly, readFrames } from './inbound-stream.ts';
import { nameOf } from './peer-connections.ts';
import type { Counter } from './traffic.ts';
import type { TransportLimits } from './transport-limits.ts';

export interface DirectStreams {
  /** A peer was connected, or moved to another connection: opens the stream to it. */
  attach(peer: PeerName, connection: Connection): void;
  /** A peer was lost. */
  detach(peer: PeerName): void;
  /** See `Transport.send`. */
  send(peer: PeerName, bytes: Uint8Array): boolean;
  /** Sends to all peers that are attached. */
  broadcast(bytes: Uint8Array): void;
  /** A peer opened its stream to us, over its settled connection. */
  accept(stream: Stream, connection: Connection): void;
}

export interface DirectStreamsOptions extends DirectOutboundOptions {
  readonly limits: TransportLimits;
  readonly counter: Counter & { dropped(messages: number): void };
  readonly onMessage: (from: PeerName, bytes: Uint8Array) => void;
}

/** No peer is attached yet. */
export function createDirectStreams(options: DirectStreamsOptions): DirectStreams {
  const { limits, counter } = options;
  const outbounds = new Map<PeerName, DirectOutbound>();

  const sendFrame = (outbound: DirectOutbound, frame: Uint8Array, bytes: number): boolean => {
    const accepted = outbound.write(frame);
    if (accepted) counter.sent(bytes);
    else counter.dropped(1);
    return accepted;
  };

  const detach = (peer: PeerName): void => {
    const outbound = outbounds.get(peer);
    if (outbound === undefined) return;
    outbounds.delete(peer);
    counter.dropped(outbound.close());
  };

  return {
    attach(peer, connection) {
      detach(peer);
      outbounds.set(peer, openDirectOutbound(peer, connection, options));
    },
    detach,
    send(peer, bytes) {
      const frame = frameOf(bytes, limits);
      const outbound = outbounds.get(peer);
      return outbound !== undefined && sendFrame(outbound, frame, bytes.length);
    },
    broadcast(bytes) {
      const frame = frameOf(bytes, limits);
      for (const outbound of outbounds.values()) sendFrame(outbound, frame, bytes.length);
    },
    accept: directReader(options),
  };
}

function frameOf(
  bytes: Uint8Array,
  { directMessageBytesMax }: Pick<TransportLimits, 'directMessageBytesMax'>,
): Uint8Array {
  if (bytes.length <= directMessageBytesMax) return encodeFrame(bytes);
  throw new TransportError(
    'message_too_large',
    `a direct message of ${bytes.length} bytes is longer than the allowed ` +
      `${directMessageBytesMax}: send less, or let the peer request it`,
  );
}

/** Reads the one stream of each peer. */
function directReader(options: DirectStreamsOptions): DirectStreams['accept'] {
  const { limits, counter, logger, offend } = options;
  const inbounds = new Map<PeerName, Stream>();

  const deliver = (peer: PeerName, bytes: Uint8Array): void => {
    counter.received(bytes.length);
    try {
      options.onMessage(peer, bytes);
    } catch (error) {
      logger.error({ peer, problem: String(error) }, 'handling a direct message failed');
    }
  };

  return (stream, connection) => {
    const peer = nameOf(connection);
    if (inbounds.has(peer)) return offend(peer, 'opened a second direct stream');
    inbounds.set(peer, stream);
    stream.addEventListener('close', () => {
      if (inbounds.get(peer) === stream) inbounds.delete(peer);
    });
    stream.addEventListener('remoteCloseWrite', () => closeQuietly(stream));
    readFrames(stream, limits.directMessageBytesMax, {
      onFrame: (frame) => deliver(peer, frame),
      onBadFrame: ({ message }) => offend(peer, `direct stream: ${message}`),
    });
  };
}
