/**
 * Direct messages. Each node keeps one stream open to each peer, only to send on; it reads on the
 * one that the peer opened. What is sent goes to the socket in the same turn of the event loop.
 */
import type { Connection, Stream } from '@libp2p/interface';
import { inBackground, type Logger, type PeerName, TransportError, toLog } from '@trellis/engine';
import { encodeFrame } from './frames.ts';
import { closeQuietly, readFrames } from './inbound-stream.ts';
import { nameOf } from './peer-connections.ts';
import type { Counter } from './traffic.ts';
import type { TransportLimits } from './transport-limits.ts';

export const directProtocol = '/trellis/1/direct';

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

export interface DirectStreamsOptions {
  readonly limits: TransportLimits;
  readonly counter: Counter & { dropped(messages: number): void };
  readonly logger: Logger;
  readonly onMessage: (from: PeerName, bytes: Uint8Array) => void;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, offence: string) => void;
}

/** The sending side of one peer. Frames wait in `queue` only while its stream is being opened. */
interface Outbound {
  readonly connection: Connection;
  stream: Stream | null;
  queue: Uint8Array[];
  queuedBytes: number;
  failures: number;
  cancelReopening: () => void;
}

const firstReopeningMs = 20;
const reopeningMsMax = 1_000;

/** No peer is attached yet. */
export function createDirectStreams(options: DirectStreamsOptions): DirectStreams {
  const { limits, counter, logger, offend } = options;
  const outbounds = new Map<PeerName, Outbound>();
  const inbounds = new Map<PeerName, Stream>();

  const open = async (peer: PeerName, outbound: Outbound): Promise<void> => {
    const isCurrent = (): boolean => outbounds.get(peer) === outbound;
    try {
      const stream = await outbound.connection.newStream([directProtocol], {
        signal: AbortSignal.timeout(limits.negotiationTimeoutMs),
      });
      if (!isCurrent()) return stream.abort(new Error('the peer uses another connection'));
      stream.addEventListener('close', () => {
        if (outbound.stream !== stream) return;
        outbound.stream = null;
        if (isCurrent()) reopenLater(peer, outbound);
      });
      stream.addEventListener('message', () => offend(peer, 'sent bytes on our direct stream'));
      outbound.stream = stream;
      outbound.failures = 0;
      flush(outbound);
    } catch (error) {
      if (!isCurrent() || outbound.connection.status !== 'open') return;
      outbound.failures += 1;
      logger.debug({ peer, problem: String(error) }, 'could not open a direct stream');
      reopenLater(peer, outbound);
    }
  };

  const openInBackground = (peer: PeerName, outbound: Outbound): void =>
    inBackground(open(peer, outbound), toLog(logger, 'opening a direct stream failed'));

  const reopenLater = (peer: PeerName, outbound: Outbound): void => {
    if (outbound.connection.status !== 'open') return;
    const delayMs = Math.min(reopeningMsMax, firstReopeningMs * 2 ** outbound.failures);
    const timer = setTimeout(() => openInBackground(peer, outbound), delayMs);
    outbound.cancelReopening = () => clearTimeout(timer);
  };

  const flush = (outbound: Outbound): void => {
    const frames = outbound.queue;
    outbound.queue = [];
    outbound.queuedBytes = 0;
    for (const frame of frames) write(outbound, frame);
  };

  /** Hands a frame to the stream, which keeps in order what the network does not take at once. */
  const write = (outbound: Outbound, frame: Uint8Array): boolean => {
    const { stream } = outbound;
    if (stream === null) return enqueue(outbound, frame);
    if (stream.writeBufferLength + frame.length > limits.directQueueBytesMax) return false;
    try {
      stream.send(frame);
    } catch {
      return false;
    }
    return true;
  };

  const enqueue = (outbound: Outbound, frame: Uint8Array): boolean => {
    if (outbound.queuedBytes + frame.length > limits.directQueueBytesMax) return false;
    outbound.queue.push(frame);
    outbound.queuedBytes += frame.length;
    return true;
  };

  const sendFrame = (outbound: Outbound, frame: Uint8Array, payloadBytes: number): boolean => {
    const accepted = write(outbound, frame);
    if (accepted) counter.sent(payloadBytes);
    else counter.dropped(1);
    return accepted;
  };

  const frameOf = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length > limits.directMessageBytesMax) {
      throw new TransportError(
        'message_too_large',
        `a direct message of ${bytes.length} bytes is longer than the allowed ` +
          `${limits.directMessageBytesMax}: send less, or let the peer request it`,
      );
    }
    return encodeFrame(bytes);
  };

  const deliver = (peer: PeerName, bytes: Uint8Array): void => {
    counter.received(bytes.length);
    try {
      options.onMessage(peer, bytes);
    } catch (error) {
      logger.error({ peer, problem: String(error) }, 'handling a direct message failed');
    }
  };

  const remove = (peer: PeerName): void => {
    const outbound = outbounds.get(peer);
    if (outbound === undefined) return;
    outbounds.delete(peer);
    outbound.cancelReopening();
    counter.dropped(outbound.queue.length);
  };

  return {
    attach(peer, connection) {
      remove(peer);
      const outbound: Outbound = {
        connection,
        stream: null,
        queue: [],
        queuedBytes: 0,
        failures: 0,
        cancelReopening: () => undefined,
      };
      outbounds.set(peer, outbound);
      openInBackground(peer, outbound);
    },
    detach: remove,
    send(peer, bytes) {
      const frame = frameOf(bytes);
      const outbound = outbounds.get(peer);
      return outbound !== undefined && sendFrame(outbound, frame, bytes.length);
    },
    broadcast(bytes) {
      const frame = frameOf(bytes);
      for (const outbound of outbounds.values()) sendFrame(outbound, frame, bytes.length);
    },
    accept(stream, connection) {
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
    },
  };
}
