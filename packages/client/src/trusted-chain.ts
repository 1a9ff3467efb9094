/** What a light client holds to be true, and checks everything else against. */
import type { Hash } from '@trellis/crypto';
import type { ChainId, Height, RecoveryPoint, ValidatorSet } from '@trellis/protocol';
import { ProofError } from './proof-error.ts';

/** What the user trusts: one chain and its validators. */
export interface TrustedChain {
  /** `null` when trust began at a certified header instead. */
  readonly genesisHash: Hash | null;
  readonly chainId: ChainId;
  /** Those recoveries of the chain that the user has agreed to, in their order. */
  readonly recoveries: readonly RecoveryPoint[];
  /** Who decides from which height on, in the order of the heights. */
  readonly epochs: readonly ValidatorEpoch[];
  /** The newest block known to be final; a trusting period counts from its time, in milliseconds. */
  readonly newest: { readonly height: Height; readonly time: bigint };
}

/** Heights in a row that the same validators decide. */
export interface ValidatorEpoch {
  readonly from: Height;
  /** The last height known to be theirs; `null`: all, until a change is known. */
  readonly until: Height | null;
  readonly validators: ValidatorSet;
}

/**
 * The validators that are trusted for a height, or the newest. Throws `ProofError` `before_trust` or
 * `validators_skipped` when those of the height are not known.
 *
 * @example
 * const { validators } = trustedValidators(light.trusted());
 */
export function trustedValidators({ epochs }: TrustedChain, height?: Height): ValidatorSet {
  const epoch =
    height === undefined ? epochs.at(-1) : epochs.findLast(({ from }) => from <= height);
  if (epoch === undefined) {
    throw new ProofError(
      'before_trust',
      `block ${height} is before the block at which trust begins, ${epochs[0]?.from}`,
    );
  }
  if (height !== undefined && epoch.until !== null && height > epoch.until) {
    throw new ProofError(
      'validators_skipped',
      `who decided block ${height} was skipped over; follow the changes from block ${epoch.from} on`,
    );
  }
  return epoch.validators;
}

/** The chain with a block that was found to be final, if it is newer than those known. */
export function withNewest(
  trusted: TrustedChain,
  { height, time }: { readonly height: Height; readonly time: bigint },
): TrustedChain {
  return height > trusted.newest.height ? { ...trusted, newest: { height, time } } : trusted;
}
