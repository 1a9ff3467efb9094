/**
 * What a sentry does for a node that others can't reach: it carries connections to it and from it, without reading them, as they
 * are secured between their ends. It carries for admitted peers alone, and only where one of the two sides of it is private.
 */
import { pipeline } from 'node:stream/promises';
import type { Connection, Stream } from '@libp2p/interface';
import { inBackground, type Logger, type PeerName } from '@trellis/engine';
import { decode, encode } from '@trellis/protocol';
import { createTokenBucket, type TokenBucket } from './address-records/token-bucket.ts';
import { nameOf } from './peer-connections.ts';
import { framesOf, openLine, RelayRefusal } from './relay/open-line.ts';
import { type RelayOutcome, routeAnswerCodec, routeCodec } from './relay/relay-messages.ts';
import { StreamSocket } from './relay/stream-socket.ts';
import { isRelayed } from './relay-dialler.ts';
import type { TransportLimits } from './transport-limits.ts';

export interface RelayOptions {
  /** For whom this node is a sentry. */
  readonly isPrivate: (peer: PeerName) => boolean;
  readonly connectionWith: (peer: PeerName) => Connection | undefined;
  /** A connection that ends here. */
  readonly accept: (stream: Stream) => Promise<void>;
  readonly limits: TransportLimits;
  readonly logger: Logger;
  readonly now: () => number;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

interface Carried {
  open: number;
  readonly begun: TokenBucket;
}

/** Takes streams that peers opened over their settled connections. */
export function createRelay(options: RelayOptions): (stream: Stream, from: Connection) => void {
  /** What is carried of peers that are not private. */
  const carried = new Map<PeerName, Carried>();
  return (stream, connection) => {
    const from = nameOf(connection);
    inBackground(answer(options, carried, stream, from), (error) => {
      stream.abort(error instanceof Error ? error : new Error(String(error)));
    });
  };
}

async function answer(
  options: RelayOptions,
  carried: Map<PeerName, Carried>,
  stream: Stream,
  from: PeerName,
): Promise<void> {
  const { limits, offend } = options;
  const frames = framesOf(stream);
  const asked = await frames.read({ signal: AbortSignal.timeout(limits.negotiationTimeoutMs) });
  const message = decode(routeCodec, asked.subarray());
  if (!message.ok) return offend(from, `relay: ${message.problem.message}`);
  const tell = (outcome: RelayOutcome) => frames.write(encode(routeAnswerCodec, { outcome }));
  const [next, ...rest] = message.value.route;
  if (next === undefined) {
    await tell('open');
    return options.accept(frames.unwrap());
  }
  const to = next as PeerName;
  const end = isTaken(options, carried, { from, to });
  if (typeof end === 'string') {
    await tell(end);
    return stream.close({ signal: AbortSignal.timeout(limits.negotiationTimeoutMs) });
  }
  try {
    const line = await onward(options, to, rest);
    await tell(typeof line === 'string' ? line : 'open');
    if (typeof line !== 'string') await carry(options, { from, to }, frames.unwrap(), line);
  } finally {
    end();
  }
}

/** Whether one more connection is carried; it is counted until what is returned is called. */
function isTaken(
  { isPrivate, limits, now }: RelayOptions,
  carried: Map<PeerName, Carried>,
  { from, to }: { readonly from: PeerName; readonly to: PeerName },
): RelayOutcome | (() => void) {
  if (isPrivate(from)) return () => undefined;
  if (!isPrivate(to)) return 'notItsSentry';
  const bounds = { burst: limits.relayedPerPeerMax, everyMs: limits.relayedEveryMs };
  const its = carried.get(from) ?? { open: 0, begun: createTokenBucket(bounds, now) };
  carried.set(from, its);
  if (its.open >= limits.relayedPerPeerMax || !its.begun.take()) return 'tooMany';
  its.open += 1;
  return () => {
    its.open -= 1;
  };
}

async function onward(
  { connectionWith, limits }: RelayOptions,
  to: PeerName,
  rest: readonly string[],
): Promise<Stream | RelayOutcome> {
  const connection = connectionWith(to);
  if (connection === undefined || isRelayed(connection)) return 'notConnected';
  try {
    return await openLine(connection, rest, AbortSignal.timeout(limits.dialTimeoutMs));
  } catch (error) {
    return error instanceof RelayRefusal ? error.outcome : 'notConnected';
  }
}

/** Until either end closes. */
async function carry(
  { logger }: RelayOptions,
  names: { readonly from: PeerName; readonly to: PeerName },
  near: Stream,
  far: Stream,
): Promise<void> {
  logger.debug(names, 'carries a connection');
  const [one, other] = [new StreamSocket(near), new StreamSocket(far)];
  // What ends one of them ends both, with whatever is on its way.
  await pipeline(one, other, one).catch(() => undefined);
  one.destroy();
  other.destroy();
}
