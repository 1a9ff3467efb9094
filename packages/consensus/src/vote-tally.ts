/** The votes of one type in one round: who voted, for what, and whether a quorum agrees. */
import type { Hash } from '@trellis/crypto';
import { isQuorum, type SignedVote, type ValidatorSet } from '@trellis/protocol';

export interface VoteTally {
  /** The first vote of each validator, by its index in the set; `null` while there is none. */
  readonly votes: readonly (SignedVote | null)[];
  /** Second votes of equivocators that count as well, because a proposal asks for them. */
  readonly conflicting: readonly SignedVote[];
  /** Indexes of validators whose equivocation was reported: once is enough. */
  readonly equivocators: readonly number[];
  /** Power of everyone who voted, for whatever. */
  readonly power: number;
  /** The block (or nil, `null`) that a quorum voted for; `undefined` while there is none. */
  readonly quorum: Hash | null | undefined;
}

export function createVoteTally(validators: ValidatorSet): VoteTally {
  return {
    votes: validators.validators.map(() => null),
    conflicting: [],
    equivocators: [],
    power: 0,
    quorum: undefined,
  };
}

/** Counts a validator's first vote. */
export function addFirstVote(
  tally: VoteTally,
  validators: ValidatorSet,
  { index, vote }: { readonly index: number; readonly vote: SignedVote },
): VoteTally {
  const next = {
    ...tally,
    votes: tally.votes.with(index, vote),
    power: tally.power + powerAt(validators, index),
  };
  return withQuorum(next, validators, vote.blockId);
}

/**
 * Counts an equivocator's vote for a second block too. A quorum may rest on it elsewhere: that two
 * quorums share an honest voter holds whatever the others do, so counting it is safe.
 */
export function addConflictingVote(
  tally: VoteTally,
  validators: ValidatorSet,
  vote: SignedVote,
): VoteTally {
  const known = tally.conflicting.some(
    (other) => other.validator === vote.validator && other.blockId === vote.blockId,
  );
  if (known) return tally;
  const next = { ...tally, conflicting: [...tally.conflicting, vote] };
  return withQuorum(next, validators, vote.blockId);
}

/** Everyone's vote for this block (or nil) that counts, by validator index; `null` where none. */
export function votesFor(tally: VoteTally, blockId: Hash | null): readonly (SignedVote | null)[] {
  return tally.votes.map((vote) => {
    if (vote === null) return null;
    if (vote.blockId === blockId) return vote;
    const isSecond = (other: SignedVote) =>
      other.validator === vote.validator && other.blockId === blockId;
    return tally.conflicting.find(isSecond) ?? null;
  });
}

/** Power of the votes for this block, or for nil. */
export function powerFor(tally: VoteTally, validators: ValidatorSet, blockId: Hash | null): number {
  let power = 0;
  for (const [index, vote] of votesFor(tally, blockId).entries()) {
    if (vote !== null) power += powerAt(validators, index);
  }
  return power;
}

/** Without this validator's votes: what is displaced by newer ones of its own. */
export function dropVotesOf(tally: VoteTally, validators: ValidatorSet, index: number): VoteTally {
  const kept = tally.votes.with(index, null);
  const address = validators.validators[index]?.address;
  return recount(
    { ...tally, conflicting: tally.conflicting.filter(({ validator }) => validator !== address) },
    validators,
    kept,
  );
}

/** Without the nil votes, which decide nothing once their round is over. */
export function dropNilVotes(tally: VoteTally, validators: ValidatorSet): VoteTally {
  if (!tally.votes.some((vote) => vote !== null && vote.blockId === null)) return tally;
  // An equivocator's vote for a block takes the place of its nil vote, if that one counted as well.
  const kept = tally.votes.map((vote) =>
    vote?.blockId === null
      ? (tally.conflicting.find(({ validator }) => validator === vote.validator) ?? null)
      : vote,
  );
  const conflicting = tally.conflicting.filter((vote) => !kept.includes(vote));
  return recount({ ...tally, conflicting }, validators, kept);
}

export function isEmptyTally(tally: VoteTally): boolean {
  return tally.votes.every((vote) => vote === null);
}

function recount(
  tally: VoteTally,
  validators: ValidatorSet,
  votes: readonly (SignedVote | null)[],
): VoteTally {
  let power = 0;
  for (const [index, vote] of votes.entries()) {
    if (vote !== null) power += powerAt(validators, index);
  }
  const next = { ...tally, votes, power };
  if (tally.quorum === undefined) return next;
  const held = isQuorum(validators, powerFor(next, validators, tally.quorum));
  return held ? next : { ...next, quorum: undefined };
}

function withQuorum(tally: VoteTally, validators: ValidatorSet, blockId: Hash | null): VoteTally {
  if (tally.quorum !== undefined) return tally;
  return isQuorum(validators, powerFor(tally, validators, blockId))
    ? { ...tally, quorum: blockId }
    : tally;
}

function powerAt(validators: ValidatorSet, index: number): number {
  return validators.validators[index]?.power ?? 0;
}
