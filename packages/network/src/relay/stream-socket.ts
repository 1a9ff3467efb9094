/** A stream over a connection with a sentry as Node's own kind of stream, so that TLS can run on it and it can be piped. */
import { Duplex } from 'node:stream';
import type { Stream, StreamCloseEvent } from '@libp2p/interface';

/** Counts bytes as a socket does. */
export class StreamSocket extends Duplex {
  bytesRead = 0;
  bytesWritten = 0;
  readonly #stream: Stream;

  constructor(stream: Stream) {
    super({ allowHalfOpen: false });
    this.#stream = stream;
    stream.addEventListener('message', ({ data }) => {
      this.bytesRead += data.byteLength;
      if (!this.push(data.subarray()) && stream.readStatus === 'readable') stream.pause();
    });
    stream.addEventListener('remoteCloseWrite', () => this.push(null));
    stream.addEventListener('close', ({ error }: StreamCloseEvent) => this.destroy(error));
    if (stream.status !== 'open') this.destroy();
  }

  override _read(): void {
    if (this.#stream.readStatus === 'paused') this.#stream.resume();
  }

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    const stream = this.#stream;
    this.bytesWritten += bytes.length;
    let hasRoom = false;
    try {
      hasRoom = stream.send(bytes);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (hasRoom) {
      done();
      return;
    }
    const events = ['drain', 'idle', 'close'] as const;
    const proceed = (): void => {
      for (const event of events) stream.removeEventListener(event, proceed);
      done();
    };
    for (const event of events) stream.addEventListener(event, proceed);
  }

  override _final(done: (error?: Error) => void): void {
    this.#stream.close({ signal: AbortSignal.timeout(1_000) }).then(
      () => done(),
      (error: Error) => done(error),
    );
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { status } = this.#stream;
    if (status === 'open' || status === 'closing') {
      this.#stream.abort(error ?? new Error('the connection through a sentry was closed'));
    }
    done(error);
  }
}
