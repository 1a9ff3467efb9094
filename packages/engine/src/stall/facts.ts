/** What a node knows that bears on why there is no new block. Plain data, for `explain`. */
import type { ProposalState, VoteKind } from '@trellis/consensus';
import type { Height, Round } from '@trellis/protocol';

export interface StallFacts {
  /** The newest final block. */
  readonly head: Height;
  /** Since it became final here; `null` if none did since the start. */
  readonly headMs: number | null;
  /** The height being voted on; `null` between two. */
  readonly voting: VotingFacts | null;
  /** The protocol version of the next block. */
  readonly version: number;
  /** In the order of the validator set of the next height. */
  readonly validators: readonly ValidatorFacts[];
  /** Why this node has no vote, if it has none: it only follows, or it forgot what it signed. */
  readonly vote: 'votes' | 'follows' | 'waits';
  /** What keeps it from signing, with the names of those that have not answered. */
  readonly guard: GuardFacts;
  /** How far the time of the next block is at least ahead of our clock, and may be for us to vote for it. */
  readonly chainAheadMs: number;
  readonly chainAheadMaxMs: number;
  /** Whether the mempool holds something that a block could be made of. */
  readonly hasWork: boolean;
  readonly waiting: number;
  /** Until the next block without transactions. */
  readonly heartbeatInMs: number | null;
  readonly isCatchingUp: boolean;
  /** The highest final block that a peer told of; `null` when nobody did. */
  readonly highestPeer: Height | null;
  readonly peers: { readonly connected: number; readonly known: number };
  /** What is left on the disk of the data folder; `null` when it can't be told. */
  readonly diskFreeBytes: number | null;
}

export type GuardFacts =
  | { readonly is: 'none' | 'voting' }
  | { readonly is: 'comparing'; readonly missing: readonly string[] }
  | {
      readonly is: 'waiting';
      readonly doubt: 'unsure' | 'old' | 'withdrawn';
      readonly limit: Height;
      readonly missing: readonly string[];
    };

export interface VotingFacts {
  readonly round: Round;
  readonly step: 'propose' | 'prevote' | 'precommit' | 'decided';
  /** Since this round and step began. */
  readonly sinceMs: number;
  /** Name of the round's proposer. */
  readonly proposer: string;
  readonly proposal: ProposalState;
}

export interface ValidatorFacts {
  readonly name: string;
  readonly power: number;
  readonly peerLiveness: PeerLiveness;
  readonly prevote: VoteKind;
  readonly precommit: VoteKind;
  /** How far its clock is ahead of ours, and by how much that may be wrong; `null` when it did not tell lately. */
  readonly clock: { readonly aheadMs: number; readonly errorMs: number } | null;
  /** The protocol version that its operator has announced for it; `null` before that, when it may know the first alone. */
  readonly announced: number | null;
  /** Whether it says that what it remembers to have signed may be old. */
  readonly doubtsMemory: boolean;
}

export type PeerLiveness =
  | { readonly is: 'self' }
  | { readonly is: 'here' }
  /** Not connected, why as far as the transport knows, and whether it ever was since this node's start. */
  | { readonly is: 'unconnected'; readonly reason: string | null; readonly wasConnected: boolean }
  /** Connected, and nothing came for this long. */
  | { readonly is: 'silent'; readonly forMs: number }
  /** It is at an earlier height. */
  | { readonly is: 'behind'; readonly height: Height };
