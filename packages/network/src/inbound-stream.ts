/** Reading a libp2p stream as frames. */
import type { Stream } from '@libp2p/interface';
import { createFrameReader, FrameError } from './frames.ts';

export interface FrameSink {
  /** One complete frame. */
  onFrame(frame: Uint8Array): void;
  /** The peer sent something that is no frame, or too long a one. Nothing follows. */
  onBadFrame(problem: FrameError): void;
}

/** Feeds what arrives on `stream` to `sink`, from what has been buffered already on. */
export function readFrames(stream: Stream, frameBytesMax: number, sink: FrameSink): void {
  const reader = createFrameReader(frameBytesMax);
  let broken = false;
  stream.addEventListener('message', (event) => {
    if (broken) return;
    try {
      for (const frame of reader.push(event.data.subarray())) sink.onFrame(frame);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      broken = true;
      sink.onBadFrame(error);
    }
  });
}

/** Closes our half of a stream in the background; if that fails, all of it. */
export function closeQuietly(stream: Stream): void {
  stream.close({ signal: AbortSignal.timeout(1_000) }).catch((error: unknown) => {
    stream.abort(error instanceof Error ? error : new Error(String(error)));
  });
}
