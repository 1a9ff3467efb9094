/**
 * Asking peers. A request is one stream: a frame with the question, then a frame for each chunk of
 * the answer and an empty one at its end, so that a complete answer differs from a broken one.
 */
import type { Connection, Stream } from '@libp2p/interface';
import { type PeerName, type RequestOptions, TransportError } from '@trellis/engine';
import { encodeFrame } from './frames.ts';
import { closeQuietly, readFrames } from './inbound-stream.ts';
import { createRequestSlots } from './request-slots.ts';
import type { Counter } from './traffic.ts';
import type { TransportLimits } from './transport-limits.ts';

export const requestProtocol = '/trellis/1/request';

export interface RequesterOptions {
  readonly limits: TransportLimits;
  readonly counter: Counter;
  readonly connectionWith: (peer: PeerName) => Connection | undefined;
  /** Aborted when the transport stops. */
  readonly stopped: AbortSignal;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

/** The asking side; see `Transport.request`. */
export type Requester = (
  peer: PeerName,
  bytes: Uint8Array,
  options: RequestOptions,
) => AsyncGenerator<Uint8Array, void, void>;

export function createRequester(options: RequesterOptions): Requester {
  const { limits, counter, offend } = options;
  const slots = createRequestSlots(limits.requestsOutboundMax);

  return async function* request(peer, bytes, { signal: callerSignal, maxBytes }) {
    if (bytes.length > limits.requestBytesMax) {
      throw new TransportError(
        'message_too_large',
        `a request of ${bytes.length} bytes is longer than the allowed ${limits.requestBytesMax}`,
      );
    }
    const signal = AbortSignal.any([callerSignal, options.stopped]);
    const release = await slots.take(peer, signal).catch(() => {
      throw aborted(peer);
    });
    try {
      const stream = await openStream(peer, options, signal);
      const answer = receiveAnswer(stream, maxBytes, limits, (infraction) =>
        offend(peer, infraction),
      );
      const onAbort = (): void => answer.fail(aborted(peer));
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        if (signal.aborted) onAbort();
        else {
          stream.send(encodeFrame(bytes));
          counter.sent(bytes.length);
          closeQuietly(stream);
        }
        for await (const chunk of answer.chunks) {
          counter.received(chunk.length);
          yield chunk;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        // Without effect on a stream that has ended; otherwise tells the peer to stop.
        stream.abort(new Error('the answer is no longer wanted'));
      }
    } finally {
      release();
    }
  };
}

async function openStream(
  peer: PeerName,
  { connectionWith, limits }: RequesterOptions,
  signal: AbortSignal,
): Promise<Stream> {
  const connection = connectionWith(peer);
  if (connection === undefined) {
    throw new TransportError('peer_unavailable', `peer ${peer} is not connected`);
  }
  try {
    const timeout = AbortSignal.timeout(limits.negotiationTimeoutMs);
    return await connection.newStream([requestProtocol], {
      signal: AbortSignal.any([signal, timeout]),
    });
  } catch (error) {
    if (signal.aborted) throw aborted(peer);
    throw connection.status === 'open'
      ? new TransportError('request_failed', `peer ${peer} took no request`, { cause: error })
      : new TransportError('peer_unavailable', `peer ${peer} was lost`, { cause: error });
  }
}

interface Answer {
  /** Ends after the last chunk; throws what `fail` was called with. */
  readonly chunks: AsyncIterable<Uint8Array>;
  fail(error: TransportError): void;
}

/** What has arrived of an answer waits here for the caller: at most about twice `maxBytes`. */
function receiveAnswer(
  stream: Stream,
  maxBytes: number,
  limits: TransportLimits,
  offend: (infraction: string) => void,
): Answer {
  const arrived: Uint8Array[] = [];
  let outcome: 'complete' | TransportError | null = null;
  let announce: () => void = () => undefined;
  let receivedBytes = 0;

  const settle = (result: 'complete' | TransportError): void => {
    outcome ??= result;
    announce();
  };
  const tooLong = (): void => {
    settle(new TransportError('response_too_large', `the answer is longer than ${maxBytes} bytes`));
    stream.abort(new Error('the answer is too long'));
  };

  readFrames(stream, Math.min(limits.requestChunkBytesMax, maxBytes), {
    onFrame(frame) {
      if (outcome !== null) return;
      if (frame.length === 0) return settle('complete');
      receivedBytes += frame.length;
      if (receivedBytes > maxBytes) return tooLong();
      arrived.push(frame);
      announce();
    },
    onBadFrame({ code, message }) {
      // Longer than the caller wants is no infraction; longer than any answer may be is one.
      if (code === 'too_long' && maxBytes < limits.requestChunkBytesMax) return tooLong();
      settle(new TransportError('request_failed', `the answer is malformed: ${message}`));
      offend(`answer to a request: ${message}`);
    },
  });
  stream.addEventListener('close', () => {
    settle(new TransportError('request_failed', 'the answer broke off before its end'));
  });

  return {
    chunks: (async function* () {
      for (;;) {
        const chunk = arrived.shift();
        if (chunk !== undefined) {
          yield chunk;
        } else if (outcome === 'complete') {
          return;
        } else if (outcome !== null) {
          throw outcome;
        } else {
          await new Promise<void>((resolve) => {
            announce = resolve;
          });
        }
      }
    })(),
    fail(error) {
      settle(error);
      arrived.length = 0;
      stream.abort(error);
    },
  };
}

function aborted(peer: PeerName): TransportError {
  return new TransportError('aborted', `the request to peer ${peer} was given up`);
}
