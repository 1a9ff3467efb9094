/**
 * A validator that remembers no signature may be new, or may have lost its memory with its disk. If the
 * chain is new as well it must vote, or the chain would never begin; else it must not vote at a height
 * where it may have voted before. Only the others can tell which it is.
 */
import { isQuorum, isSkipThreshold, nextHeight } from '@trellis/protocol';
import type { Signer } from '../ports/signer.ts';
import type { Chain } from './chain.ts';
import type { Presence } from './presence.ts';

/** `unknown` until a quorum, ourselves included, has said where it is: without one nothing moves anyway. */
export type Newcomer = 'unknown' | 'new_chain' | 'late';

/** `null` for a node that remembers what it signed, that has no vote, or that is past the first height. */
export function newcomer({
  signer,
  chain,
  presence,
}: {
  readonly signer: Pick<Signer, 'last'> | null;
  readonly chain: Pick<Chain, 'head' | 'validators'>;
  readonly presence: Pick<Presence, 'powerHeard'>;
}): Newcomer | null {
  const height = nextHeight(chain.head().header.height);
  if (signer === null || signer.last !== null || height > 1n) return null;
  const validators = chain.validators();
  const { heard, beyond } = presence.powerHeard(height);
  // More than a third: one honest validator at least is further on, and no liar can make us sit out.
  if (isSkipThreshold(validators, beyond)) return 'late';
  return isQuorum(validators, heard) ? 'new_chain' : 'unknown';
}
