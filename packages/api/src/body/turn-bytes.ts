/**
 * How much of all bodies is looked through in one turn of the event loop. A connection that has much to give is read up
 * to 32 times in one turn (libuv, `uv__read`), so that a body of a mebibyte came as one piece of work.
 */

/** Two pieces of the size in which Node reads: less than a millisecond of looking through. */
const turnBytesMax = 128 * 1024;

let taken = 0;

/** Counts these bytes. Whether the rest has to wait for another turn. */
export function isTurnFull(bytes: number): boolean {
  if (taken === 0) {
    setImmediate(() => {
      taken = 0;
    });
  }
  taken += bytes;
  return taken >= turnBytesMax;
}
