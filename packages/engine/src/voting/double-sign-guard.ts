/** Where a validator may have signed something that it does not remember: there it looks on. */
import type { Height } from '@trellis/protocol';
import type { Chain } from '../chain/chain.ts';
import type { PeerLiveness } from '../peers/peer-liveness.ts';
import type { Signer } from '../ports/signer.ts';
import { firstStart } from './first-start.ts';

export interface DoubleSignGuard {
  /** Whether it has to be seen first where the others are. */
  isUndecided(): boolean;
  /** Whether we don't vote at the next height, which is this one. */
  waits(height: Height): boolean;
  /** This height is in progress after a start; `isExplained` if all that we remember to have signed at it is in the log. */
  recovered(height: Height, isExplained: boolean): void;
  /** The block before this height came from others. */
  overtaken(height: Height): void;
}

export function createDoubleSignGuard(parts: {
  readonly signer: Pick<Signer, 'last' | 'addresses'> | null;
  /** Whether what the signer says it signed last is so. */
  readonly signerIsCertain: boolean;
  readonly chain: Pick<Chain, 'head' | 'validatorsAt'>;
  readonly peerLiveness: Pick<PeerLiveness, 'powerHeard'>;
}): DoubleSignGuard {
  const { signer, signerIsCertain } = parts;
  let guardAt: Height | null = null;
  /** Nothing that we may have signed in an earlier life is of a height still to come. */
  let hasNoPast = false;
  const remembers = (): boolean => signer === null || signer.last !== null || hasNoPast;

  function whenNew() {
    const found = signerIsCertain ? firstStart(parts) : null;
    hasNoPast ||= found === 'new';
    return found;
  }

  return {
    isUndecided: () => whenNew() === 'unknown',
    waits(height) {
      const found = whenNew();
      return found === null ? guardAt === height : found === 'late';
    },
    recovered(height, isExplained) {
      const isKnown = isExplained && signerIsCertain && (remembers() || height === 1n);
      if (signer !== null && !isKnown) guardAt = height;
    },
    overtaken(height) {
      // A validator with no memory of ever having signed, on a chain that continued without it, may have lost
      // that memory: it looks on at the first height that it could have signed at.
      if (!remembers()) guardAt = height;
    },
  };
}
