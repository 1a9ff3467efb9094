/** Answering what peers request; `requests.ts` has the other side and the format. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Connection, Stream } from '@libp2p/interface';
import type { Logger, PeerName } from '@trellis/engine';
import { encodeFrame } from './frames.ts';
import { closeQuietly, readFrames } from './inbound-stream.ts';
import { nameOf } from './peer-connections.ts';
import type { Counter } from './traffic.ts';
import type { TransportLimits } from './transport-limits.ts';

export interface ResponderOptions {
  readonly limits: TransportLimits;
  readonly counter: Counter;
  readonly logger: Logger;
  readonly onRequest: (from: PeerName, bytes: Uint8Array) => AsyncIterable<Uint8Array>;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

/** Takes a stream that a peer opened over its settled connection. */
export type Responder = (stream: Stream, connection: Connection) => void;

/** The most of an answer that waits for the network; beyond it the next chunk is not asked for. */
const unsentBytesMax = 1024 * 1024;

export function createResponder(options: ResponderOptions): Responder {
  const { limits, counter, logger, offend } = options;
  const open = new Map<PeerName, number>();

  return (stream, connection) => {
    const peer = nameOf(connection);
    const count = (open.get(peer) ?? 0) + 1;
    if (count > limits.requestsInboundMax) {
      return offend(peer, `has more than ${limits.requestsInboundMax} requests open at once`);
    }
    open.set(peer, count);
    stream.addEventListener('close', () => {
      const left = (open.get(peer) ?? 1) - 1;
      if (left === 0) open.delete(peer);
      else open.set(peer, left);
    });

    // A peer must not hold one of its places by asking slowly.
    const timer = setTimeout(() => {
      stream.abort(new Error('the request did not arrive in time'));
    }, limits.negotiationTimeoutMs);
    stream.addEventListener('close', () => clearTimeout(timer));

    let asked = false;
    readFrames(stream, limits.requestBytesMax, {
      onFrame(bytes) {
        if (asked) return offend(peer, 'sent two requests on one stream');
        asked = true;
        clearTimeout(timer);
        counter.received(bytes.length);
        answer(stream, () => options.onRequest(peer, bytes), options).catch((error: unknown) => {
          if (stream.status === 'open') {
            logger.warn({ peer, problem: String(error) }, 'could not answer a request');
          }
          stream.abort(error instanceof Error ? error : new Error(String(error)));
        });
      },
      onBadFrame: ({ message }) => offend(peer, `request: ${message}`),
    });
  };
}

const sliceMs = 5;

let lastSlice: Promise<void> = Promise.resolve();

/**
 * Each turn of the event loop has one slice of one answer, however many a peer asks for at once; says when it began.
 * Reading and encoding blocks waits for nothing, so that all answers would else be made in the same turn.
 */
async function nextSlice(): Promise<number> {
  lastSlice = lastSlice.then(() => turn());
  await lastSlice;
  return performance.now();
}

/** Streams the chunks at the peer's pace, until the end or until the peer goes away. */
async function answer(
  stream: Stream,
  chunks: () => AsyncIterable<Uint8Array>,
  { limits, counter }: ResponderOptions,
): Promise<void> {
  let started = await nextSlice();
  for await (const chunk of chunks()) {
    if (performance.now() - started >= sliceMs) started = await nextSlice();
    if (stream.status !== 'open') return;
    if (chunk.length === 0 || chunk.length > limits.requestChunkBytesMax) {
      throw new RangeError(
        `a chunk of ${chunk.length} bytes; allowed are 1 to ${limits.requestChunkBytesMax}`,
      );
    }
    stream.send(encodeFrame(chunk));
    counter.sent(chunk.length);
    await roomToSend(stream, limits.stalledAnswerMs);
  }
  if (stream.status !== 'open') return;
  stream.send(encodeFrame(new Uint8Array()));
  closeQuietly(stream);
}

/**
 * Resolves when little enough is unsent, or when the stream has closed. libp2p's own `onDrain` waits
 * only the first time: afterwards it returns a promise that was resolved long ago.
 */
function roomToSend(stream: Stream, stalledMs: number): Promise<void> {
  const hasRoom = (): boolean =>
    stream.status !== 'open' || stream.writeBufferLength <= unsentBytesMax;
  if (hasRoom()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const events = ['drain', 'idle', 'close'] as const;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      for (const event of events) stream.removeEventListener(event, onProgress);
      settle();
    };
    const timer = setTimeout(() => {
      finish(() => reject(new Error('the peer does not read the answer')));
    }, stalledMs);
    // After `drain` the stream sends on in a microtask that was queued before this one.
    const onProgress = (): void => {
      queueMicrotask(() => {
        if (hasRoom()) finish(resolve);
      });
    };
    for (const event of events) stream.addEventListener(event, onProgress);
  });
}
