/**
 * Exchanging address records with the connected peers. Each opens a stream to each other, to send on alone: first which
 * records it has, then what the other lacks, then what it learns. A peer of an older version does not offer the protocol,
 * and is left alone.
 */
import { type Connection, type Stream, UnsupportedProtocolError } from '@libp2p/interface';
import { inBackground, type Logger, type PeerName, toLog } from '@trellis/engine';
import { decode, encode } from '@trellis/protocol';
import type { AddressRecord } from './address-records/address-record.ts';
import { type RecordBook, recordsMax } from './address-records/record-book.ts';
import {
  addressProtocol,
  type RecordMessage,
  recordMessageBytesMax,
  recordMessageCodec,
} from './address-records/record-messages.ts';
import { createTokenBucket, type TokenBucket } from './address-records/token-bucket.ts';
import { encodeFrame } from './frames.ts';
import { closeQuietly, readFrames } from './inbound-stream.ts';
import { nameOf } from './peer-connections.ts';
import type { TransportLimits } from './transport-limits.ts';

export interface RecordExchange {
  /** A peer was connected, or moved to another connection. */
  attach(peer: PeerName, connection: Connection): void;
  /** A peer was lost. */
  detach(peer: PeerName): void;
  /** A peer opened its stream to us, over its settled connection. */
  accept(stream: Stream, connection: Connection): void;
  /** Sends a record to all peers that may have it, but for the one that it came from. */
  spread(record: AddressRecord, from?: PeerName): void;
  /** Tells every peer again what this node has, so that what was lost on the way is sent again. */
  compare(): void;
}

export interface RecordExchangeOptions {
  readonly self: PeerName;
  readonly book: RecordBook;
  /** Peers whose records are given to nobody. */
  readonly isPrivate: (peer: string) => boolean;
  /** A record was kept. */
  readonly onKept: (record: AddressRecord) => void;
  readonly limits: Pick<TransportLimits, 'negotiationTimeoutMs'>;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
  readonly logger: Logger;
  readonly now: () => number;
}

const firstReopeningMs = 25;
const reopeningMax = 6;

/** What waits to be sent to a peer that does not read; it is told the rest when both compare again. */
const unsentBytesMax = 1024 * 1024;

/** Records of one peer: all that there can be, twice, and then as many as a network where every node keeps moving makes. */
const recordRate = { burst: 2 * recordsMax, everyMs: 10 };
/** Comparisons: at each connection, and now and then. */
const haveRate = { burst: 8, everyMs: 60_000 };
/** Changes of one node's address; others learn of a later one when they compare. */
const changeRate = { burst: 8, everyMs: 10_000 };

interface State extends RecordExchangeOptions {
  readonly outbounds: Map<PeerName, Outbound>;
  /** By the node that a record is of. */
  readonly changes: Map<string, TokenBucket>;
}

interface Outbound {
  readonly connection: Connection;
  stream: Stream | null;
  /** What the peer said that it has, before the stream was open; `null`: nothing, or it was answered. */
  unanswered: Held | null;
  attempts: number;
}

/** The records that a peer has. */
type Held = Extract<RecordMessage, { type: 'have' }>['records'];

/** What a peer may still send over a connection, on however many streams. */
interface Allowance {
  readonly records: TokenBucket;
  readonly comparisons: TokenBucket;
}

interface Inbound extends Allowance {
  readonly stream: Stream;
  /** Not looked at yet, by the node that each is of. */
  readonly waiting: Map<string, AddressRecord>;
  isLooking: boolean;
}

/** No peer is attached yet. */
export function createRecordExchange(options: RecordExchangeOptions): RecordExchange {
  const state: State = { ...options, outbounds: new Map(), changes: new Map() };
  const { outbounds } = state;
  return {
    attach(peer, connection) {
      const outbound: Outbound = { connection, stream: null, unanswered: null, attempts: 0 };
      outbounds.set(peer, outbound);
      beginOpening(state, peer, outbound);
    },
    detach(peer) {
      outbounds.delete(peer);
    },
    accept: createAccept(state),
    spread: (record, from) => spread(state, record, from),
    compare() {
      for (const outbound of outbounds.values()) send(outbound, have(state));
    },
  };
}

function beginOpening(state: State, peer: PeerName, outbound: Outbound): void {
  const failed = toLog(state.logger, 'opening a stream for address records failed');
  inBackground(open(state, peer, outbound), failed);
}

async function open(state: State, peer: PeerName, outbound: Outbound): Promise<void> {
  const { limits, logger, offend, outbounds } = state;
  const { connection } = outbound;
  let stream: Stream;
  try {
    stream = await connection.newStream([addressProtocol], {
      signal: AbortSignal.timeout(limits.negotiationTimeoutMs),
    });
  } catch (error) {
    const isOlder = error instanceof UnsupportedProtocolError;
    logger.debug({ peer, isOlder, problem: String(error) }, 'the peer takes no address records');
    if (!isOlder) openAgain(state, peer, outbound);
    return;
  }
  if (outbounds.get(peer) !== outbound) {
    stream.abort(new Error('the peer uses another connection'));
    return;
  }
  stream.addEventListener('message', () => offend(peer, 'sent bytes on our stream of records'));
  stream.addEventListener('close', () => {
    outbound.stream = null;
    openAgain(state, peer, outbound);
  });
  outbound.stream = stream;
  send(outbound, have(state));
  if (outbound.unanswered !== null) answer(state, peer, outbound, outbound.unanswered);
  outbound.unanswered = null;
}

/** The peer refuses streams until it, too, has settled on this connection. */
function openAgain(state: State, peer: PeerName, outbound: Outbound): void {
  const isCurrent = (): boolean =>
    state.outbounds.get(peer) === outbound && outbound.connection.status === 'open';
  if (!isCurrent() || outbound.attempts >= reopeningMax) return;
  outbound.attempts += 1;
  const delayMs = firstReopeningMs * 2 ** outbound.attempts;
  setTimeout(() => isCurrent() && beginOpening(state, peer, outbound), delayMs).unref();
}

function have({ book, isPrivate }: State): RecordMessage {
  const records = book.records().map(({ content: { peer, seq } }) => ({ peer, seq }));
  return { type: 'have', records: records.filter(({ peer }) => !isPrivate(peer)) };
}

/** `false` when there is no stream or no room. */
function send({ stream }: Outbound, message: RecordMessage): boolean {
  if (stream === null) return false;
  const frame = encodeFrame(encode(recordMessageCodec, message));
  if (stream.writeBufferLength + frame.length > unsentBytesMax) return false;
  try {
    stream.send(frame);
    return true;
  } catch {
    return false;
  }
}

function spread(state: State, record: AddressRecord, from?: PeerName): void {
  if (state.isPrivate(record.content.peer)) return;
  for (const [peer, outbound] of state.outbounds) {
    if (peer === from || peer === record.content.peer) continue;
    send(outbound, { type: 'record', record });
  }
}

function createAccept(state: State): RecordExchange['accept'] {
  const { offend, now } = state;
  const inbounds = new Map<PeerName, Inbound>();
  const allowances = new WeakMap<Connection, Allowance>();
  return (stream, connection) => {
    const peer = nameOf(connection);
    if (inbounds.has(peer)) return offend(peer, 'opened a second stream of address records');
    const allowance = allowances.get(connection) ?? {
      records: createTokenBucket(recordRate, now),
      comparisons: createTokenBucket(haveRate, now),
    };
    allowances.set(connection, allowance);
    const inbound: Inbound = {
      ...allowance,
      stream,
      waiting: new Map(),
      isLooking: false,
    };
    inbounds.set(peer, inbound);
    stream.addEventListener('close', () => {
      if (inbounds.get(peer) === inbound) inbounds.delete(peer);
    });
    stream.addEventListener('remoteCloseWrite', () => closeQuietly(stream));
    readFrames(stream, recordMessageBytesMax, {
      onFrame: (frame) => take(state, peer, inbound, frame),
      onBadFrame: ({ message }) => offend(peer, `address records: ${message}`),
    });
  };
}

function take(state: State, peer: PeerName, inbound: Inbound, frame: Uint8Array): void {
  const decoded = decode(recordMessageCodec, frame);
  if (!decoded.ok) state.offend(peer, `address records: ${decoded.problem.message}`);
  else if (decoded.value.type === 'have') compared(state, peer, inbound, decoded.value.records);
  else takeRecord(state, peer, inbound, decoded.value.record);
}

function takeRecord(state: State, peer: PeerName, inbound: Inbound, record: AddressRecord): void {
  const { book, logger, offend } = state;
  if (!inbound.records.take()) {
    offend(peer, 'sends too many address records');
    return;
  }
  if (book.refusal(record) !== undefined) return;
  inbound.waiting.set(record.content.peer, record);
  if (inbound.isLooking) return;
  inBackground(look(state, peer, inbound), toLog(logger, 'looking at an address record failed'));
}

function compared(state: State, peer: PeerName, inbound: Inbound, theirs: Held): void {
  if (!inbound.comparisons.take()) {
    state.offend(peer, 'compares address records too often');
    return;
  }
  const outbound = state.outbounds.get(peer);
  if (outbound === undefined) return;
  if (outbound.stream === null) outbound.unanswered = theirs;
  else answer(state, peer, outbound, theirs);
}

/** Sends what the peer lacks; its own too, if it has forgotten what it said last. */
function answer(
  { book, isPrivate }: State,
  peer: PeerName,
  outbound: Outbound,
  theirs: Held,
): void {
  const numbers = new Map(theirs.map((one) => [one.peer, one.seq]));
  for (const record of book.records()) {
    const { peer: of, seq } = record.content;
    if ((isPrivate(of) && of !== peer) || seq <= (numbers.get(of) ?? -1n)) continue;
    if (!send(outbound, { type: 'record', record })) return;
  }
}

/** One after the other, so that a peer keeps no more than one thread of ours busy. */
async function look(state: State, peer: PeerName, inbound: Inbound): Promise<void> {
  const { book, self, offend, onKept, logger } = state;
  inbound.isLooking = true;
  try {
    for (const [of, record] of inbound.waiting) {
      inbound.waiting.delete(of);
      // What this node said itself and forgot is no change.
      if (of !== self && !mayChange(state, of)) continue;
      const outcome = await book.offer(record);
      if (outcome === 'bad_signature') {
        inbound.waiting.clear();
        offend(peer, 'sent an address record with a bad signature');
        return;
      }
      if (outcome !== 'kept') continue;
      const { seq, addresses } = record.content;
      logger.info({ peer: of, seq: Number(seq), addresses, from: peer }, 'learned an address');
      onKept(record);
      if (of !== self) spread(state, record, peer);
    }
  } finally {
    inbound.isLooking = false;
  }
}

function mayChange({ changes, now }: State, of: string): boolean {
  const bucket = changes.get(of) ?? createTokenBucket(changeRate, now);
  changes.set(of, bucket);
  return bucket.take();
}
