/**
 * Finds a second process with our keys: by a message of ours that this process did not sign, or by what peers say
 * of another process with our peer key.
 */
import { CodedError } from '@trellis/crypto';
import type { Height, SignedProposal, SignedVote } from '@trellis/protocol';
import { comparePositions, positionOf, type SigningPosition } from '../ports/signer.ts';

export class SameIdentityError extends CodedError<'same_identity'> {}

/** What ends a process that is not the only one of its validator. */
export function sameIdentity(detail: string): SameIdentityError {
  return new SameIdentityError(
    'same_identity',
    `another process has the keys of this node: ${detail}. This one signs nothing more and stops. Find the ` +
      'other one and decide which of the two is to run; a copy of a node needs keys of its own ("trellis testnet ' +
      'add-node"). Start this one again only when the other is stopped for good.',
  );
}

export interface OwnMessages {
  /** This process signed it. */
  signed(message: SignedProposal | SignedVote): void;
  /** Whether somebody else signed it, who has our keys and has them now. */
  isForeign(message: SignedProposal | SignedVote): boolean;
  /** Forgets what was signed below a height. */
  forget(below: Height): void;
}

/** Messages up to `start`, which a signer away from the node moves on with what it signs for whomever, and up to the guard's limit, may be of an earlier life. */
export function createOwnMessages(parts: {
  readonly start: () => SigningPosition | null;
  readonly limit: () => Height;
}): OwnMessages {
  const { limit } = parts;
  const mine = new Map<string, SignedProposal | SignedVote>();
  return {
    signed(message) {
      mine.set(placeOf(message), message);
    },
    isForeign(message) {
      const position = positionOf(message);
      if (position.height <= limit()) return false;
      const start = parts.start();
      if (start !== null && comparePositions(position, start) <= 0) return false;
      const own = mine.get(placeOf(message));
      return own === undefined || !isSame(own, message);
    },
    forget(below) {
      for (const [place, { height }] of mine) if (height < below) mine.delete(place);
    },
  };
}

function placeOf(message: SignedProposal | SignedVote): string {
  const { height, round, step, signer } = positionOf(message);
  return `${height} ${round} ${step} ${signer}`;
}

/** Signatures of one message may differ; what was signed does not. */
function isSame(one: SignedProposal | SignedVote, other: SignedProposal | SignedVote): boolean {
  if (one.blockId !== other.blockId) return false;
  return 'type' in one || 'type' in other || one.validRound === other.validRound;
}
