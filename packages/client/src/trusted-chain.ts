/** What a light client holds to be true, and checks everything else against. */
import type { Hash } from '@trellis/crypto';
import type { ChainId, Height, ValidatorSet } from '@trellis/protocol';

/** What the user trusts: one chain and its validators. */
export interface TrustedChain {
  readonly genesisHash: Hash;
  readonly chainId: ChainId;
  /** Who decides from which height on, in the order of the heights; the first is from block 1 on. */
  readonly eras: readonly TrustedEra[];
}

export interface TrustedEra {
  readonly from: Height;
  readonly validators: ValidatorSet;
}

/** The validators that are trusted for a height: those of the last change that is known before it. */
export function trustedValidators({ eras }: TrustedChain, height?: Height): ValidatorSet {
  const era = height === undefined ? eras.at(-1) : eras.findLast(({ from }) => from <= height);
  if (era === undefined) throw new Error('a trusted chain has validators from its beginning');
  return era.validators;
}
