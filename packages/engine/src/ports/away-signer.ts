/**
 * What a signer away from the node says besides: it may sign for another node of the same validator now, and it remembers
 * what was signed at a height, and the lock, when the node that asked for it is gone.
 */
import type { Hash } from '@trellis/crypto';
import type { Height, Round, SignedProposal, SignedVote } from '@trellis/protocol';

/** The block of the last precommit at a height, if it was not nil: lockedValue and lockedRound of the algorithm. */
export interface Lock {
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
}

export interface AwaySigner {
  /** Whether it signs for this node now. */
  isActive(): boolean;
  /** What it signed at the height that it signed at last, as it said when this node's turn began, and since. */
  signed(): readonly (SignedProposal | SignedVote)[];
  /** Has this called whenever `isActive` may have changed. */
  onChange(changed: () => void): void;
}

/** The lock that these messages of one validator tell of. It ends with its height. */
export function lockOf(
  signed: readonly (SignedProposal | SignedVote)[],
  height: Height,
): Lock | null {
  return signed.reduce<Lock | null>((lock, message) => {
    if (!('type' in message) || message.type !== 'precommit') return lock;
    const { round, blockId } = message;
    if (message.height !== height || blockId === null) return lock;
    return lock !== null && lock.round >= round ? lock : { height, round, blockId };
  }, null);
}
