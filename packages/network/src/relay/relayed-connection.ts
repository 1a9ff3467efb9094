/** A raw connection as libp2p has them, that runs through a sentry instead of over TCP. */
import { once } from 'node:events';
import type { AbortOptions, Logger, MultiaddrConnection, Stream } from '@libp2p/interface';
import { AbstractMultiaddrConnection, type SendResult } from '@libp2p/utils';
import type { Multiaddr } from '@multiformats/multiaddr';
import { StreamSocket } from './stream-socket.ts';

export function createRelayedConnection(
  stream: Stream,
  end: {
    readonly remoteAddr: Multiaddr;
    readonly direction: 'inbound' | 'outbound';
    readonly log: Logger;
  },
): MultiaddrConnection {
  return new RelayedConnection(new StreamSocket(stream), end);
}

/** libp2p wants connections to extend its own class. */
class RelayedConnection extends AbstractMultiaddrConnection {
  /** Where `takeSocket` looks for it, as in a connection of libp2p's TCP. */
  private readonly socket: StreamSocket;

  constructor(socket: StreamSocket, end: Parameters<typeof createRelayedConnection>[1]) {
    super(end);
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => this.onData(bytes));
    socket.on('drain', () => this.safeDispatchEvent('drain'));
    socket.on('error', (error) => this.abort(error));
    socket.once('close', () => this.onTransportClosed());
  }

  sendData(data: Parameters<AbstractMultiaddrConnection['sendData']>[0]): SendResult {
    let canSendMore = true;
    for (const bytes of data) canSendMore = this.socket.write(bytes);
    return { sentBytes: data.byteLength, canSendMore };
  }

  async sendClose(options?: AbortOptions): Promise<void> {
    if (this.socket.destroyed) return;
    const closed = once(this.socket, 'close', options);
    this.socket.end(() => this.socket.destroy());
    await closed;
  }

  sendReset(): void {
    this.socket.destroy();
  }

  sendPause(): void {
    this.socket.pause();
  }

  sendResume(): void {
    this.socket.resume();
  }
}
