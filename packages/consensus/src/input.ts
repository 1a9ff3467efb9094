/** What the state machine is told: messages (signatures already verified), answers and timeouts. */
import type { Address, Hash } from '@trellis/crypto';
import type { Height, Round, SignedProposal, SignedVote, ValidatorSet } from '@trellis/protocol';
import type { BlockAtRound } from './state.ts';
import type { TimedStep } from './timeouts.ts';

/** One thing that happened. All of them are logged before the machine takes them. */
export type Input =
  | StartHeightInput
  | ProposalInput
  | VoteInput
  | BlockBuiltInput
  | ProposalCheckedInput
  | TimeoutInput;

/**
 * Leaves the old height and starts round 0 of a later one. `self: null`, or an address outside the
 * set, makes an observer: it follows and decides, but never proposes or votes.
 */
export interface StartHeightInput {
  readonly type: 'startHeight';
  readonly height: Height;
  readonly validators: ValidatorSet;
  readonly self: Address | null;
  /**
   * The block that we locked on in an earlier life of this height, and the round: of whoever keeps that apart from what
   * it was told (lockedValue and lockedRound of L2-L4). None by default.
   */
  readonly locked?: BlockAtRound | null;
}

/** A proposal whose signature is the named proposer's. Our own comes back this way too. */
export interface ProposalInput {
  readonly type: 'proposal';
  readonly proposal: SignedProposal;
}

/** A vote whose signature is the named validator's. Our own come back this way too. */
export interface VoteInput {
  readonly type: 'vote';
  readonly vote: SignedVote;
}

/**
 * The answer to `buildBlock`: the paper's getValue() (L18). The block counts as valid and timely; the
 * node must be able to serve it, also after a restart, before it gives this answer.
 */
export interface BlockBuiltInput {
  readonly type: 'blockBuilt';
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
}

/**
 * The answer to `checkProposal` and `wantBlock`. No answer is given until there is one: a block that
 * can't be fetched yet is not invalid. Before it answers `valid: true`, the node must be able to serve
 * the block also after a restart (the write-ahead log is a good place for it), or a crash of all nodes
 * leaves them locked on a block that nobody has any more.
 */
export interface ProposalCheckedInput {
  readonly type: 'proposalChecked';
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
  /** The paper's valid(v): follows from the block and the chain alone, the same on every node. */
  readonly valid: boolean;
  /**
   * Whether the block's time agreed with this node's clock. Two honest nodes may differ, so it only
   * bears on the prevote for a new block (validRound -1), never on a lock or a decision.
   */
  readonly timely: boolean;
}

/** A timeout that `scheduleTimeout` asked for has run out. A stale one does nothing. */
export interface TimeoutInput {
  readonly type: 'timeout';
  readonly height: Height;
  readonly round: Round;
  readonly step: TimedStep;
}
