/** What all signed messages have in common. */
import { asciiBytes, concatBytes, type Hash } from '@trellis/crypto';
import type { ChainId } from './scalars.ts';

declare const recoveredDomainBrand: unique symbol;

/** The domain of a chain that was recovered: its chain id, and the hash of the recovery. No chain id has a `/`. */
type RecoveredDomain = string & { readonly [recoveredDomainBrand]: true };

/**
 * What signed messages begin with, so that they count nowhere else: the chain id, and of what validators sign after
 * a recovery of the chain its hash too (docs/decisions/0020-chain-recovery.md).
 */
export type SigningDomain = ChainId | RecoveredDomain;

/** What validators sign under after the recovery with this hash. */
export function recoveredDomain(chainId: ChainId, recovery: Hash): SigningDomain {
  return `${chainId}/${recovery}` as RecoveredDomain;
}

/** A message for one domain only: length of its name, its name, content. */
export function chainMessage(domain: SigningDomain, content: Uint8Array): Uint8Array {
  const name = asciiBytes(domain);
  return concatBytes(Uint8Array.of(name.length), name, content);
}
