/** A fixed piece of work, timed beside each sample: how fast the machine is just now. */
import { createHash } from 'node:crypto';

const bytes = new Uint8Array(64 * 1024).fill(5);

/**
 * Microseconds for hashing 1 MiB and some JavaScript; the least of five, as whoever else wants the core
 * interrupts it: that makes single ones ten times as long, and says nothing of how fast the machine is.
 */
export function yardstick(): number {
  return Math.min(once(), once(), once(), once(), once());
}

function once(): number {
  const before = performance.now();
  const hash = createHash('sha256');
  for (let part = 0; part < 16; part++) hash.update(bytes);
  let state = hash.digest().readUInt32LE(0);
  for (let step = 0; step < 200_000; step++) state = (Math.imul(state, 1_664_525) + 1) | 0;
  // Used, so that the loop can't be left out.
  const unlikely = state === 42 ? 1e-9 : 0;
  return (performance.now() - before) * 1000 + unlikely;
}
