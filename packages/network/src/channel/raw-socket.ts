/**
 * Taking over the socket of a libp2p connection, so that TLS runs on it natively instead of through
 * JavaScript streams. libp2p has no interface for it.
 */
import { Socket } from 'node:net';
import type { MessageStream, StreamMessageEvent } from '@libp2p/interface';
import { StreamSocket } from '../relay/stream-socket.ts';

/** Of a connection over TCP, or of one that a sentry carries. */
export type RawSocket = Socket | StreamSocket;

/**
 * The socket below a raw connection, silent towards libp2p from now on; what had arrived and was not
 * read yet is its next data. Throws for a connection without one.
 */
export async function takeSocket(raw: MessageStream): Promise<RawSocket> {
  const socket: unknown = Reflect.get(raw, 'socket');
  if (!(socket instanceof Socket || socket instanceof StreamSocket)) {
    throw new Error('the secure channel needs a TCP connection, or one through a sentry');
  }
  socket.pause();
  socket.removeAllListeners('data');
  const unread = await unreadBytes(raw);
  if (unread.length > 0) socket.unshift(unread);
  return socket;
}

/** What libp2p has buffered: it hands it over, in the next microtask, to the first who listens. */
async function unreadBytes(raw: MessageStream): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const keep = ({ data }: StreamMessageEvent): void => {
    parts.push(data.subarray());
  };
  raw.addEventListener('message', keep);
  await Promise.resolve();
  await Promise.resolve();
  raw.removeEventListener('message', keep);
  return Buffer.concat(parts);
}

/**
 * The first bytes that arrive, until there are enough, the connection is closed or `signal` says stop. All
 * of them have to be read again by the next reader.
 */
export function peek(
  socket: RawSocket,
  isEnough: (bytes: Uint8Array) => boolean,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    const finish = (): void => {
      socket.pause();
      socket.removeListener('data', onData);
      socket.removeListener('close', finish);
      signal.removeEventListener('abort', finish);
      if (bytes.length > 0 && !socket.readableEnded) socket.unshift(bytes);
      resolve(bytes);
    };
    const onData = (more: Buffer): void => {
      bytes = Buffer.concat([bytes, more]);
      if (isEnough(bytes)) finish();
    };
    socket.once('close', finish);
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted || socket.destroyed) return finish();
    socket.on('data', onData);
    socket.resume();
  });
}
