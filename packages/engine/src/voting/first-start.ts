/**
 * A validator that remembers no signature may be new, or may have lost its memory with its disk. Where its
 * key has its first vote, or none yet, the network tells which it is: if that height is not over, nothing
 * can have been signed before it, and the validator must vote, or the height might never end (the first of
 * a chain, or one at which its vote is needed). Where it may have voted before, it can't be told.
 */
import { type Height, isQuorum, isSkipThreshold, nextHeight } from '@trellis/protocol';
import type { Chain } from '../chain/chain.ts';
import type { PeerLiveness } from '../peers/peer-liveness.ts';
import type { Signer } from '../ports/signer.ts';

/** `unknown` until a quorum, ourselves included, has said where it is: without one nothing moves anyway. */
export type FirstStart = 'unknown' | 'new' | 'late';

/** `null` for a node without a key, one that remembers what it signed, or one that had a vote before. */
export function firstStart({
  signer,
  chain,
  peerLiveness,
}: {
  readonly signer: Pick<Signer, 'last' | 'addresses'> | null;
  readonly chain: Pick<Chain, 'head' | 'validatorsAt'>;
  readonly peerLiveness: Pick<PeerLiveness, 'powerHeard'>;
}): FirstStart | null {
  if (signer === null || signer.last !== null) return null;
  const head = chain.head().header.height;
  const votesAt = (height: Height): boolean =>
    chain.validatorsAt(height).validators.some(({ address }) => signer.addresses.has(address));
  const height = nextHeight(head);
  if (head > 0n && votesAt(height) && votesAt(head)) return null;
  const { heard, beyond } = peerLiveness.powerHeard(height);
  const validators = chain.validatorsAt(height);
  // More than a third: one honest validator at least is further on, and no liar can make us sit out.
  if (isSkipThreshold(validators, beyond)) return 'late';
  return isQuorum(validators, heard) ? 'new' : 'unknown';
}
