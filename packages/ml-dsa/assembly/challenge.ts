/** The challenge polynomial c. */
import { clear, copy } from './bytes';
import { permute } from './keccak';
import { BLOCK, COEFFICIENTS, SIGNATURE, STATE } from './layout';
import { CHALLENGE_BYTES, TAU } from './parameters';
import { hash, RATE } from './sponge';

/** SampleInBall(c̃) (FIPS 204 Algorithm 29), at COEFFICIENTS. */
export function sampleInBall(): void {
  copy(BLOCK, SIGNATURE, CHALLENGE_BYTES);
  hash(BLOCK, CHALLENGE_BYTES);
  sampleChallenge();
}

/** The same from STATE, the first block of output: at almost all times the first block of output is enough. */
export function sampleChallenge(): void {
  clear(COEFFICIENTS, 1024);
  let signs = load<u64>(STATE);
  let taken = 8;
  for (let i = 256 - TAU; i < 256; i++) {
    let j: i32;
    do {
      if (taken == RATE) {
        permute(STATE);
        taken = 0;
      }
      j = load<u8>(STATE + taken++);
    } while (j > i);
    store<i32>(COEFFICIENTS + 4 * i, load<i32>(COEFFICIENTS + 4 * j));
    store<i32>(COEFFICIENTS + 4 * j, 1 - 2 * <i32>(signs & 1));
    signs >>= 1;
  }
}
