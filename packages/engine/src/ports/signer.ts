/** The validator's signing hand. It never signs two different messages for one position. */
import type { Address, SchemeName } from '@trellis/crypto';
import type { Height, Proposal, Round, SignedProposal, SignedVote, Vote } from '@trellis/protocol';
import type { AwaySigner } from './away-signer.ts';

type SigningStep = 'proposal' | 'prevote' | 'precommit';

/** One place in the chain at which one message can be signed. */
export interface SigningPosition {
  readonly height: Height;
  readonly round: Round;
  readonly step: SigningStep;
}

/** What the double-sign guard found, kept beside what was signed last. */
export interface GuardRecord {
  /** Nothing is signed up to and including this height. */
  readonly limit: Height;
  /**
   * Why the limit was set: the memory may be older than what was signed, or is known to be; or the validator has given
   * its last words, so that the chain can be recovered, and signs nothing more of it.
   */
  readonly doubt: 'none' | 'unsure' | 'old' | 'withdrawn';
}

export interface Signer {
  /** The validator's addresses: one for each key it holds, more than one while keys are changed. */
  readonly addresses: ReadonlySet<Address>;
  /** The keys, by address. */
  readonly keys: ReadonlyMap<
    Address,
    { readonly scheme: SchemeName; readonly publicKey: Uint8Array }
  >;
  /** What its memory is worth: as it was found, until `keepGuard` writes it. */
  readonly memory: {
    /** Nothing of it is unreadable, and there is one. */
    readonly isIntact: boolean;
    /** It is where it was written: no copy was put in its place. */
    readonly isOriginal: boolean;
  };
  /** The last position signed at, with what was signed, or `null` if there is none or it can't be known. */
  readonly last: (SigningPosition & { readonly message: Uint8Array }) | null;
  readonly guard: GuardRecord;
  /** `null` of one that signs for this node alone, whose log tells what led to each signature. */
  readonly away: AwaySigner | null;
  /** Whether it has signed anything since it was opened, and what it gave again does not count. */
  hasSigned(): boolean;
  /** Resolves when this would survive a power cut; the memory is original from then on. */
  keepGuard(record: GuardRecord): Promise<void>;
  /**
   * Signs; resolves when the signature is on disk, or with `null` when this position, or a later one,
   * was used for something else, or there is no key for whoever is to sign. Asked again for the same message, gives the same signature again.
   * `polka`: the prevotes that allow a vote for another block than the one that is locked, for whoever knows the lock itself.
   */
  signProposal(proposal: Proposal): Promise<SignedProposal | null>;
  signVote(vote: Vote, polka?: readonly SignedVote[]): Promise<SignedVote | null>;
}

const stepOrder = { proposal: 0, prevote: 1, precommit: 2 } as const;

/** Whether `a` comes before (-1), at (0) or after (1) `b`. */
export function comparePositions(a: SigningPosition, b: SigningPosition): number {
  if (a.height !== b.height) return a.height < b.height ? -1 : 1;
  if (a.round !== b.round) return Math.sign(a.round - b.round);
  return Math.sign(stepOrder[a.step] - stepOrder[b.step]);
}

/** Where a message was signed, and by whom. */
export function positionOf(
  message: SignedProposal | SignedVote,
): SigningPosition & { readonly signer: Address } {
  const { height, round } = message;
  return 'type' in message
    ? { height, round, step: message.type, signer: message.validator }
    : { height, round, step: 'proposal', signer: message.proposer };
}
