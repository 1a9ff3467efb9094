/**
 * The sending side of direct messages to one peer: one stream, opened again when it ends. Frames wait in a
 * queue only while the stream is being opened.
 */
import type { Connection, Stream } from '@libp2p/interface';
import { inBackground, type Logger, type PeerName, toLog } from '@trellis/engine';
import type { TransportLimits } from './transport-limits.ts';

export const directProtocol = '/trellis/1/direct';

export interface DirectOutbound {
  /** Hands a frame to the stream, or queues it; `false` when there is no room. */
  write(frame: Uint8Array): boolean;
  /** Opens no more streams. How many frames were still queued. */
  close(): number;
}

export interface DirectOutboundOptions {
  readonly limits: Pick<TransportLimits, 'directQueueBytesMax' | 'negotiationTimeoutMs'>;
  readonly logger: Logger;
  /** To be called about a peer that breaks the protocol; closes its connection. */
  readonly offend: (peer: PeerName, infraction: string) => void;
}

interface State extends DirectOutboundOptions {
  readonly peer: PeerName;
  readonly connection: Connection;
  stream: Stream | null;
  queue: Uint8Array[];
  queuedBytes: number;
  failures: number;
  /** The peer was lost, or moved to another connection. */
  isClosed: boolean;
  cancelReopening: () => void;
}

const firstReopeningMs = 20;
const reopeningMsMax = 1_000;

/** Begins to open the stream. */
export function openDirectOutbound(
  peer: PeerName,
  connection: Connection,
  options: DirectOutboundOptions,
): DirectOutbound {
  const state: State = {
    ...options,
    peer,
    connection,
    stream: null,
    queue: [],
    queuedBytes: 0,
    failures: 0,
    isClosed: false,
    cancelReopening: () => undefined,
  };
  beginOpening(state);
  return {
    write: (frame) => write(state, frame),
    close() {
      state.isClosed = true;
      state.cancelReopening();
      return state.queue.length;
    },
  };
}

function beginOpening(state: State): void {
  inBackground(open(state), toLog(state.logger, 'opening a direct stream failed'));
}

async function open(state: State): Promise<void> {
  const { peer, connection, limits, logger } = state;
  try {
    const stream = await connection.newStream([directProtocol], {
      signal: AbortSignal.timeout(limits.negotiationTimeoutMs),
    });
    if (state.isClosed) return stream.abort(new Error('the peer uses another connection'));
    use(state, stream);
  } catch (error) {
    if (state.isClosed || connection.status !== 'open') return;
    state.failures += 1;
    logger.debug({ peer, problem: String(error) }, 'could not open a direct stream');
    reopenLater(state);
  }
}

function use(state: State, stream: Stream): void {
  const { peer, offend } = state;
  stream.addEventListener('close', () => {
    if (state.stream !== stream) return;
    state.stream = null;
    if (!state.isClosed) reopenLater(state);
  });
  stream.addEventListener('message', () => offend(peer, 'sent bytes on our direct stream'));
  state.stream = stream;
  state.failures = 0;
  flush(state);
}

function reopenLater(state: State): void {
  if (state.connection.status !== 'open') return;
  const delayMs = Math.min(reopeningMsMax, firstReopeningMs * 2 ** state.failures);
  const timer = setTimeout(() => beginOpening(state), delayMs);
  state.cancelReopening = () => clearTimeout(timer);
}

function flush(state: State): void {
  const frames = state.queue;
  state.queue = [];
  state.queuedBytes = 0;
  for (const frame of frames) write(state, frame);
}

/** The stream keeps in order what the network does not take at once. */
function write(state: State, frame: Uint8Array): boolean {
  const { stream, limits } = state;
  if (stream === null) return enqueue(state, frame);
  if (stream.writeBufferLength + frame.length > limits.directQueueBytesMax) return false;
  try {
    stream.send(frame);
  } catch {
    return false;
  }
  return true;
}

function enqueue(state: State, frame: Uint8Array): boolean {
  if (state.queuedBytes + frame.length > state.limits.directQueueBytesMax) return false;
  state.queue.push(frame);
  state.queuedBytes += frame.length;
  return true;
}
