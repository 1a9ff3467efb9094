/**
 * Bytes on the wire of a connection, as its socket counts them. libp2p has no interface for it:
 * listening to its `message` events would take the data away from whoever reads next.
 */
import { Socket } from 'node:net';
import type { Connection, MultiaddrConnection } from '@libp2p/interface';
import { StreamSocket } from './relay/stream-socket.ts';

export interface WireBytes {
  /** To be called while a connection is set up, when its raw side can still be seen. */
  remember(raw: MultiaddrConnection): void;
  of(connection: Connection): { readonly bytesReceived: number; readonly bytesSent: number };
}

/** Knows the sockets of the connections it was shown; all others count zero. */
export function createWireBytes(): WireBytes {
  // A connection shares the timeline object of the raw connection that it was made from.
  const sockets = new WeakMap<object, Socket | StreamSocket>();
  return {
    remember(raw) {
      const socket: unknown = Reflect.get(raw, 'socket');
      if (socket instanceof Socket || socket instanceof StreamSocket)
        sockets.set(raw.timeline, socket);
    },
    of(connection) {
      const socket = sockets.get(connection.timeline);
      return { bytesReceived: socket?.bytesRead ?? 0, bytesSent: socket?.bytesWritten ?? 0 };
    },
  };
}
