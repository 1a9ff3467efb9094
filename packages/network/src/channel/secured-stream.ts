/** A connection after its handshake, as libp2p's multiplexer uses it. */
import type { TLSSocket } from 'node:tls';
import type { AbortOptions, MessageStream, StreamCloseEvent } from '@libp2p/interface';
import { AbstractMessageStream, type SendResult } from '@libp2p/utils';

/** Reads and writes a TLS socket; the raw connection below it says when all is over. */
export function createSecuredStream(raw: MessageStream, tls: TLSSocket): MessageStream {
  return new SecuredStream(raw, tls);
}

/** libp2p wants streams to extend its own class. */
class SecuredStream extends AbstractMessageStream {
  readonly #raw: MessageStream;
  readonly #tls: TLSSocket;
  #corked = false;

  constructor(raw: MessageStream, tls: TLSSocket) {
    super({
      log: raw.log,
      inactivityTimeout: raw.inactivityTimeout,
      maxReadBufferLength: raw.maxReadBufferLength,
      direction: raw.direction,
    });
    this.#raw = raw;
    this.#tls = tls;
    tls.on('data', (bytes: Buffer) => this.onData(bytes));
    tls.on('drain', () => this.safeDispatchEvent('drain'));
    tls.on('error', (error) => this.abort(error));
    raw.addEventListener('close', (event: StreamCloseEvent) => {
      if (event.error === undefined) this.onTransportClosed();
      else if (event.local === true) this.abort(event.error);
      else this.onRemoteReset();
    });
  }

  sendData(data: Parameters<AbstractMessageStream['sendData']>[0]): SendResult {
    this.#cork();
    let canSendMore = true;
    for (const bytes of data) canSendMore = this.#tls.write(bytes);
    return { sentBytes: data.byteLength, canSendMore };
  }

  /** What is written in one turn of the event loop goes out together: fewer records, fewer system calls. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#tls.cork();
    setImmediate(() => {
      this.#corked = false;
      this.#tls.uncork();
    });
  }

  sendPause(): void {
    this.#tls.pause();
  }

  sendResume(): void {
    this.#tls.resume();
  }

  sendReset(error: Error): void {
    this.#raw.abort(error);
  }

  /** Resolves when all is sent, or when that can't be waited for: a peer need not read. */
  #end(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        signal?.removeEventListener('abort', finish);
        this.#tls.removeListener('close', finish);
        resolve();
      };
      this.#tls.once('close', finish);
      if (signal?.aborted) finish();
      else signal?.addEventListener('abort', finish, { once: true });
      this.#tls.end(finish);
    });
  }

  async close(options?: AbortOptions): Promise<void> {
    if (!this.#tls.destroyed && !this.#tls.writableEnded) await this.#end(options?.signal);
    await this.#raw.close(options);
  }
}
