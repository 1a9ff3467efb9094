/** What validators say to each other in a round: proposals and votes, and the bytes they sign. */
import type { Address, Hash } from '@trellis/crypto';
import type { Height, Round } from './height.ts';

/** The proposer's choice for a round (arXiv 1807.04938, PROPOSAL message). */
export interface Proposal {
  readonly height: Height;
  readonly round: Round;
  /** Round in which the block had a quorum of prevotes, when it is proposed again; else -1. */
  readonly validRound: Round | -1;
  readonly blockId: Hash;
  readonly proposer: Address;
}

export interface SignedProposal extends Proposal {
  readonly signature: Uint8Array;
}

export type VoteType = 'prevote' | 'precommit';

/** A vote for one block or for none (`blockId: null`, "nil"). An absent vote is something else. */
export interface Vote {
  readonly type: VoteType;
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash | null;
  readonly validator: Address;
}

export interface SignedVote extends Vote {
  readonly signature: Uint8Array;
}
