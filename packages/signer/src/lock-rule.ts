/**
 * What the lock forbids (arXiv 1807.04938): whoever precommitted a block prevotes no other one at that height, unless a
 * quorum prevoted it in the round of the lock or later (L28-L29), and precommits no other one than a quorum prevoted in
 * that very round (L36). Pure.
 */
import type { Lock } from '@trellis/engine';
import type { Round, SignedVote, Vote } from '@trellis/protocol';
import { isQuorum, type ValidatorSet } from '@trellis/protocol';

/** Whether a vote is against the lock, and so needs a polka. */
export function needsPolka(lock: Lock | null, { height, blockId }: Vote): boolean {
  return lock !== null && lock.height === height && blockId !== null && blockId !== lock.blockId;
}

/** The prevotes that allow it, if their signatures are genuine; `null` if they do not. */
export function allowingPolka(
  lock: Lock,
  vote: Vote,
  polka: readonly SignedVote[],
  validators: ValidatorSet,
): readonly SignedVote[] | null {
  const round = polka[0]?.round;
  if (round === undefined || !isRoundAllowed(lock, vote, round)) return null;
  const voters = new Set<number>();
  let power = 0;
  for (const one of polka) {
    const index = validators.indexOf.get(one.validator);
    const counts =
      one.type === 'prevote' &&
      one.height === vote.height &&
      one.round === round &&
      one.blockId === vote.blockId;
    if (!counts || index === undefined || voters.has(index)) return null;
    voters.add(index);
    power += validators.validators[index]?.power ?? 0;
  }
  return isQuorum(validators, power) ? polka : null;
}

function isRoundAllowed(lock: Lock, { type, round }: Vote, polka: Round): boolean {
  return type === 'prevote' ? lock.round <= polka && polka < round : polka === round;
}
