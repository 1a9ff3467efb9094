/**
 * From which block a chain continues whose validators lost more than a third of their disks: the highest one, by
 * height, then by round of precommit.
 *
 * A block is final by precommits of a quorum. If the lost validators are no quorum by themselves, somebody who gave
 * a statement precommitted it. Whoever precommits a block in a later round saw a quorum of prevotes for it, and that
 * quorum has an honest member in common with the one that is locked on the first (arXiv 1807.04938, lemma 5). So of
 * two precommitted blocks of a height only that of the higher round can be final.
 */
import type { Hash } from '@trellis/crypto';
import type { Height, Round } from '../height.ts';
import type { UnsignedLastWords } from './last-words.ts';

/** The block that a chain continues from. */
export interface ChosenBlock {
  readonly height: Height;
  readonly blockId: Hash;
  /** The highest round in which it was precommitted; `null` if somebody knows it to be final. */
  readonly round: Round | null;
}

export type Choice =
  | { readonly ok: true; readonly block: ChosenBlock }
  /** `two_chains`: more than a third of the power signed twice, and people have to find out who. */
  | { readonly ok: false; readonly problem: 'nobody_left' | 'two_chains' };

type Words = Pick<UnsignedLastWords, 'head' | 'precommit'>;

/** Of the statements of all who survive, in any order. */
export function chooseBlock(statements: readonly Words[]): Choice {
  const named = statements.flatMap(({ head, precommit }): readonly ChosenBlock[] => [
    { ...head, round: null },
    ...(precommit === null ? [] : [precommit]),
  ]);
  const [first, ...others] = named;
  if (first === undefined) return { ok: false, problem: 'nobody_left' };
  const block = others.reduce((best, one) => (isHigher(one, best) ? one : best), first);
  const isOther = named.some(
    (one) =>
      one.height === block.height && one.round === block.round && one.blockId !== block.blockId,
  );
  return isOther ? { ok: false, problem: 'two_chains' } : { ok: true, block };
}

/** What is known to be final is higher than what was only precommitted at that height. */
function isHigher(one: ChosenBlock, other: ChosenBlock): boolean {
  if (one.height !== other.height) return one.height > other.height;
  if (one.round === null || other.round === null) return one.round === null && other.round !== null;
  return one.round > other.round;
}
