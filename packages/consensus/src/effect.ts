/** What the state machine asks its node to do, in order. Answers come back as later inputs. */
import type { Hash } from '@trellis/crypto';
import type {
  CommitCertificate,
  Height,
  Proposal,
  Round,
  SignedProposal,
  SignedVote,
  Vote,
} from '@trellis/protocol';
import type { TimedStep } from './timeouts.ts';

/** One thing to do. Effects are carried out in order, and doing one again after a crash is safe. */
export type Effect =
  | BuildBlockEffect
  | CheckProposalEffect
  | WantBlockEffect
  | SignProposalEffect
  | SignVoteEffect
  | ScheduleTimeoutEffect
  | DecideEffect
  | EvidenceEffect
  | SafetyViolationEffect;

/** We are the proposer and know no valid block: build one and answer `blockBuilt` (L18). */
export interface BuildBlockEffect {
  readonly type: 'buildBlock';
  readonly height: Height;
  readonly round: Round;
}

/**
 * Fetch and execute the proposed block, compare its time with the clock if `validRound` is -1, and
 * answer `proposalChecked` with the proposal's round.
 */
export interface CheckProposalEffect {
  readonly type: 'checkProposal';
  readonly proposal: SignedProposal;
}

/**
 * A quorum precommitted a block whose content is not known to be valid yet, perhaps without our
 * having seen a proposal for it. Fetch it from anyone, execute it, and answer `proposalChecked`.
 */
export interface WantBlockEffect {
  readonly type: 'wantBlock';
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
}

/**
 * In this order: sync the log of inputs so far, sign durably (what was signed is kept together with
 * its signature), loop back as a `proposal` input, send. After a crash at any point the same inputs
 * ask for the same message, and the signer still has it. If it refuses, nothing comes back, and the
 * machine continues without.
 */
export interface SignProposalEffect {
  readonly type: 'signProposal';
  readonly proposal: Proposal;
}

/**
 * In the order of `signProposal`. Signing before the inputs are safe would be worse than it looks: a
 * crash in between can replay to another vote, which the signer refuses, and if the others need this
 * validator's power for a quorum of any votes (L34, L47) no timeout would ever end the round.
 */
export interface SignVoteEffect {
  readonly type: 'signVote';
  readonly vote: Vote;
}

/** Give a `timeout` input with this height, round and step after `durationMs`. */
export interface ScheduleTimeoutEffect {
  readonly type: 'scheduleTimeout';
  readonly height: Height;
  readonly round: Round;
  readonly step: TimedStep;
  readonly durationMs: number;
}

/** The height is decided: happens once a height, and nothing of that height follows it. */
export interface DecideEffect {
  readonly type: 'decide';
  readonly certificate: CommitCertificate;
}

/**
 * One validator signed two different messages for the same thing: the first was kept, the second is
 * here to be recorded. At most one pair per validator, height, round and type of message.
 */
export type EvidenceEffect =
  | { readonly type: 'evidence'; readonly first: SignedVote; readonly second: SignedVote }
  | { readonly type: 'evidence'; readonly first: SignedProposal; readonly second: SignedProposal };

/**
 * A quorum precommitted a block that this node validated invalid: more than a third of the power is
 * faulty, or this node's own execution is. Nothing sensible can follow; the node should stop.
 */
export interface SafetyViolationEffect {
  readonly type: 'safetyViolation';
  readonly height: Height;
  readonly round: Round;
  readonly blockId: Hash;
}
