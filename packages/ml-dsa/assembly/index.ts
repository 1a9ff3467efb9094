/** What the host calls, and where it writes before. */
export { absorbMessage, beginMessage, verify } from './verify';
export { expandKey, holdsKey } from './key';
export { hashKey, seedHash } from './key-hash';
export { MESSAGE, MESSAGE_BYTES, PUBLIC_KEY, SIGNATURE, SLOTS, STATE } from './layout';
export { slotBytes, slotRow } from './slot';
import { setParameters } from './parameters';
import { storeRoots } from './roots';

/** Once, before all else. */
export function initialize(
  rows: i32,
  columns: i32,
  tau: i32,
  gamma1Bits: i32,
  beta: i32,
  highValues: i32,
  omega: i32,
  challengeBytes: i32,
): void {
  setParameters(rows, columns, tau, gamma1Bits, beta, highValues, omega, challengeBytes);
  storeRoots();
}

/** Parts, for tests that reach what no signature can. */
export { sampleChallenge } from './challenge';
export { encodeRow } from './high-bits';
export { permute, permuteThree } from './keccak';
export { COEFFICIENTS,
  HASHED,
  PAIR,
  SAMPLE_BYTES,
  SAMPLES,
  STREAM_BYTES,
  STREAMS,
  VECTORS,
  WORK, } from './layout';
export { samplePair, sampleThree } from './matrix';
export { multiplyRows } from './row';
export { forward, inverse } from './transform';
