/** Puts the pieces of a body together. It grows with what has arrived, not with what was announced. */

export interface BodyBuffer {
  readonly length: number;
  append(piece: Uint8Array): void;
  /** What has arrived; shares the memory of the buffer. */
  bytes(): Uint8Array;
}

const firstBytes = 16 * 1024;

/** A buffer for at most so many bytes. */
export function createBodyBuffer(bytesMax: number): BodyBuffer {
  let memory = new Uint8Array(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(piece) {
      const needed = length + piece.length;
      if (needed > memory.length) {
        const larger = new Uint8Array(
          Math.min(bytesMax, Math.max(needed, 2 * memory.length, firstBytes)),
        );
        larger.set(memory.subarray(0, length));
        memory = larger;
      }
      memory.set(piece, length);
      length = needed;
    },
    bytes: () => memory.subarray(0, length),
  };
}
