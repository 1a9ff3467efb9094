/** What certificates and signatures depend on, of how a chain was recovered. */
import type { Hash } from '@trellis/crypto';
import { type Height, nextHeight } from './height.ts';
import type { ValidatorMember } from './network-node.ts';
import type { ChainId } from './scalars.ts';
import { recoveredDomain, type SigningDomain } from './signing.ts';

/** A recovery of the chain. Those of one chain stand in the order of their heights. */
export interface RecoveryPoint {
  /** Of its plan: enters all that validators sign afterwards. */
  readonly hash: Hash;
  /** The block that the chain continues from. */
  readonly height: Height;
  readonly blockId: Hash;
  /** The block after it, which everybody makes from the plan: from then on the new validators decide. */
  readonly continuedBy: Hash;
  /** These. */
  readonly validators: readonly ValidatorMember[];
}

/** What validators sign under at a height. */
export function signingDomain(
  chainId: ChainId,
  recoveries: readonly RecoveryPoint[],
  height: Height,
): SigningDomain {
  const last = recoveries.findLast((one) => one.height < height);
  return last === undefined ? chainId : recoveredDomain(chainId, last.hash);
}

/** The block that a recovery made final at a height; no other one counts there. */
export function recoveredBlock(
  recoveries: readonly RecoveryPoint[],
  height: Height,
): Hash | undefined {
  for (const { height: at, blockId, continuedBy } of recoveries) {
    if (at === height) return blockId;
    if (nextHeight(at) === height) return continuedBy;
  }
  return undefined;
}

/** The recovery that makes the block of a height, without any validator, if one does. */
export function recoveryMaking(
  recoveries: readonly RecoveryPoint[],
  height: Height,
): RecoveryPoint | undefined {
  return recoveries.find((one) => nextHeight(one.height) === height);
}
