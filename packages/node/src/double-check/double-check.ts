/**
 * A second opinion on some verifications of ML-DSA, by OpenSSL and off the thread. A verifier that is wrong about one
 * signature would part this node from the others, or let it take what nobody signed.
 */
import { getRandomValues } from 'node:crypto';
import { primitives, type SignatureClaim, schemes, type VerifyClaim } from '@trellis/crypto';

export interface DoubleCheckOptions {
  /** One in so many on average; 0: none. */
  readonly every: number;
  /** Another implementation than the one whose answers are checked. */
  readonly verify: VerifyClaim;
  /** The two disagree: `valid` is what the first one said. */
  readonly onDifference: (claim: SignatureClaim, valid: boolean) => void;
  /** Between 0 and 1, and not to be foreseen. */
  readonly random?: () => number;
}

/** To be told of every answer. */
export type DoubleCheck = (claim: SignatureClaim, valid: boolean) => void;

/** Checks that may wait at a time; a burst that is chosen by chance is no reason to hold many signatures in memory. */
const pendingMax = 64;

/** Whoever could tell which signatures are checked again would have the others checked once. */
export function createDoubleCheck(options: DoubleCheckOptions): DoubleCheck {
  const { every, verify, onDifference, random = secureRandom } = options;
  if (every === 0) return () => undefined;
  let left = gap(every, random());
  let pending = 0;

  async function check(claim: SignatureClaim, valid: boolean): Promise<void> {
    pending += 1;
    try {
      if ((await verify(claim)) !== valid) onDifference(claim, valid);
    } finally {
      pending -= 1;
    }
  }

  return (claim, valid) => {
    if (!hasMlDsa(claim)) return;
    left -= 1;
    if (left > 0 || pending >= pendingMax) return;
    left = gap(every, random());
    // A provider's `verify` does not reject: malformed is `false`.
    check(claim, valid).catch(() => onDifference(claim, valid));
  };
}

/** How many answers later the next check is, if each is chosen with the chance 1 / `every` (geometric distribution). */
function gap(every: number, random: number): number {
  return every === 1 ? 1 : 1 + Math.floor(Math.log1p(-random) / Math.log1p(-1 / every));
}

function secureRandom(): number {
  const [value = 0] = getRandomValues(new Uint32Array(1));
  return value / 2 ** 32;
}

function hasMlDsa({ scheme }: SignatureClaim): boolean {
  return schemes[scheme].parts.some((part) => primitives[part].family === 'ml-dsa');
}
