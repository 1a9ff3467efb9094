/** LevelDB's numbers of variable length, and what stands behind them. */

/** Reads numbers of 7 bits a byte, the least first; those that don't fit are none. */
export function varints(bytes: Uint8Array) {
  let at = 0;
  return {
    at: () => at,
    next(): number | null {
      let value = 0;
      for (let factor = 1; factor < 2 ** 49; factor *= 128) {
        const byte = bytes[at];
        if (byte === undefined) return null;
        at += 1;
        value += (byte & 127) * factor;
        if (byte < 128) return value;
      }
      return null;
    },
    bytes(length: number): Uint8Array | null {
      if (at + length > bytes.length) return null;
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}
