/** Asking a peer to carry a connection: a stream to it on which the bytes of the connection follow. */
import type { Connection, Stream } from '@libp2p/interface';
import { lpStream } from '@libp2p/utils';
import { decode, encode } from '@trellis/protocol';
import {
  type RelayOutcome,
  relayMessageBytesMax,
  relayProtocol,
  routeAnswerCodec,
  routeCodec,
} from './relay-messages.ts';

/** Whoever was asked, or somebody after it, does not carry the connection. */
export class RelayRefusal extends Error {
  readonly outcome: RelayOutcome;

  constructor(outcome: RelayOutcome) {
    super(words[outcome]);
    this.outcome = outcome;
  }
}

const words: Readonly<Record<RelayOutcome, string>> = {
  open: 'the sentry carries the connection',
  notItsSentry: 'the peer that was asked is no sentry of this node, or of that one',
  notConnected: 'the sentry has no connection with it',
  tooMany: 'the sentry carries as many connections of this node as it may',
};

/** Messages before the bytes. */
export const framesOf = (stream: Stream) =>
  lpStream(stream, { maxDataLength: relayMessageBytesMax, maxBufferSize: 64 * 1024 });

/** `route`: who comes after the peer at the other end. Throws `RelayRefusal`. */
export async function openLine(
  connection: Connection,
  route: readonly string[],
  signal: AbortSignal,
): Promise<Stream> {
  const stream = await connection.newStream([relayProtocol], { signal });
  try {
    const frames = framesOf(stream);
    await frames.write(encode(routeCodec, { route }), { signal });
    const answer = decode(routeAnswerCodec, (await frames.read({ signal })).subarray());
    if (!answer.ok) throw new Error('a malformed answer of a sentry');
    if (answer.value.outcome !== 'open') throw new RelayRefusal(answer.value.outcome);
    return frames.unwrap();
  } catch (error) {
    stream.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}
