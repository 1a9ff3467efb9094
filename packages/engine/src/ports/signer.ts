/** The validator's signing hand. It never signs two different messages for one position. */
import type { Address } from '@trellis/crypto';
import type { Height, Proposal, Round, SignedProposal, SignedVote, Vote } from '@trellis/protocol';

/** What a validator can sign in a round, in the order in which it does. */
type SigningStep = 'proposal' | 'prevote' | 'precommit';

/** A place in the life of a chain at which a validator signs at most once. */
export interface SigningPosition {
  readonly height: Height;
  readonly round: Round;
  readonly step: SigningStep;
}

export interface Signer {
  /** The validator's addresses: one for each key it holds, more than one while keys are changed. */
  readonly addresses: ReadonlySet<Address>;
  /** The last position signed at, or `null` if there is none or it can't be known. */
  readonly last: SigningPosition | null;
  /**
   * Signs; resolves when the signature is on disk, or with `null` when this position, or a later one,
   * was used for something else, or there is no key for whoever is to sign. Asked again for the same message, gives the same signature again.
   */
  signProposal(proposal: Proposal): Promise<SignedProposal | null>;
  signVote(vote: Vote): Promise<SignedVote | null>;
}
