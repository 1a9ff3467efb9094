/**
 * How messages are told apart on a stream: each is preceded by its length as an unsigned varint
 * (github.com/multiformats/unsigned-varint), as everywhere in libp2p.
 */

import { CodedError } from '@trellis/crypto';

/** What a peer sent is not a frame, or too long a one. */
export class FrameError extends CodedError<'malformed' | 'too_long'> {}

/** Puts the pieces of a stream together again. */
export interface FrameReader {
  /**
   * The frames that `chunk` completes, as copies. Throws `FrameError` as soon as a length prefix is
   * malformed or above the maximum; the reader can't be used after that.
   */
  push(chunk: Uint8Array): Uint8Array[];
  /** Whether a frame was begun and not completed. */
  readonly isWithinFrame: boolean;
}

/** Four bytes of varint hold 28 bits: more than any frame here may be long. */
export const prefixBytesMax = 4;
const firstBufferBytes = 16 * 1024;

/** The bytes to send for one message. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const prefix: number[] = [];
  let rest = payload.length;
  while (rest > 0x7f) {
    prefix.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  prefix.push(rest);
  const frame = new Uint8Array(prefix.length + payload.length);
  frame.set(prefix);
  frame.set(payload, prefix.length);
  return frame;
}

/** Bytes of the length prefix that a frame begins with. */
export function prefixLength(start: Uint8Array): number {
  return start.findIndex((byte) => (byte & 0x80) === 0) + 1;
}

/** A reader of frames with at most `bytesMax` bytes of payload. */
export function createFrameReader(bytesMax: number): FrameReader {
  let prefixBytes = 0;
  let length = 0;
  let body: FrameBody | null = null;

  const readPrefixByte = (byte: number): void => {
    length |= (byte & 0x7f) << (7 * prefixBytes);
    prefixBytes += 1;
    if ((byte & 0x80) !== 0) {
      if (prefixBytes === prefixBytesMax)
        throw new FrameError('malformed', 'a length prefix has no end');
      return;
    }
    if (byte === 0 && prefixBytes > 1)
      throw new FrameError('malformed', 'a length prefix is not minimal');
    if (length > bytesMax) {
      throw new FrameError(
        'too_long',
        `a frame of ${length} bytes; at most ${bytesMax} are allowed`,
      );
    }
    body = createFrameBody(length);
    prefixBytes = 0;
    length = 0;
  };

  return {
    get isWithinFrame() {
      return body !== null || prefixBytes > 0;
    },
    push(chunk) {
      const frames: Uint8Array[] = [];
      let position = 0;
      while (position < chunk.length || body?.missing === 0) {
        if (body === null) {
          readPrefixByte(chunk[position] ?? 0);
          position += 1;
          continue;
        }
        const piece = chunk.subarray(position, position + body.missing);
        body.append(piece);
        position += piece.length;
        if (body.missing > 0) break;
        frames.push(body.bytes());
        body = null;
      }
      return frames;
    },
  };
}

interface FrameBody {
  readonly missing: number;
  append(piece: Uint8Array): void;
  bytes(): Uint8Array;
}

/**
 * Grows with what has arrived, not with what was announced: a peer has to send the bytes to make us
 * hold them. Pieces are copied, since keeping them would keep the larger buffers they are cut from.
 */
function createFrameBody(length: number): FrameBody {
  let buffer = new Uint8Array(Math.min(length, firstBufferBytes));
  let filled = 0;
  return {
    get missing() {
      return length - filled;
    },
    append(piece) {
      const needed = filled + piece.length;
      if (needed > buffer.length) {
        const larger = new Uint8Array(Math.min(length, Math.max(needed, 2 * buffer.length)));
        larger.set(buffer.subarray(0, filled));
        buffer = larger;
      }
      buffer.set(piece, filled);
      filled = needed;
    },
    bytes: () => buffer,
  };
}
