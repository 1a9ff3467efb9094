/**
 * Whether what a validator remembers of its own signatures is all that it signed: compared with what its peers,
 * its log and its database show (docs/decisions/0015-old-memory.md). Functions of plain data; asking and storing
 * are the guard's.
 */
import type { Address } from '@trellis/crypto';
import { type Height, isQuorum, toHeight, type ValidatorSet } from '@trellis/protocol';
import { comparePositions, type GuardRecord, type SigningPosition } from '../ports/signer.ts';

/** What a validator remembers of what it signed. */
export interface Memory {
  /** The last position signed at; `null` if none is recorded. */
  readonly last: SigningPosition | null;
  /** There is a record and nothing of it is unreadable. */
  readonly isIntact: boolean;
  /** It is where it was written, so no older copy can have taken its place. */
  readonly isOriginal: boolean;
  /** What an earlier start found. */
  readonly guard: GuardRecord;
  /** Whether the write-ahead log accounts for what was signed last. */
  readonly isExplained: boolean;
}

/** What one node shows when it is asked. */
export interface Answer {
  /** The newest height of which it has a certificate. */
  readonly certified: Height;
  /** The latest that it knows to be signed with one of our keys. */
  readonly latest: ShownMessage | null;
  /** It has no reason to doubt its own memory. */
  readonly isReliable: boolean;
}

/** A message of ours that somebody shows; its signature was verified. */
export interface ShownMessage extends SigningPosition {
  /** What we remember to have signed at this position, if anything, is another message. */
  readonly contradictsMemory: boolean;
}

/** What is known of the network. */
export interface World {
  /** The newest height that this node has verified itself. */
  readonly head: Height;
  /** Who decides the next height. */
  readonly validators: ValidatorSet;
  readonly ours: ReadonlySet<Address>;
  /** What validators answered, by validator. */
  readonly answers: ReadonlyMap<Address, Answer>;
  /** What is shown by anybody else: observers, our log, our database. */
  readonly shown: readonly ShownMessage[];
  /** Whether everybody was asked twice, with a while between, in which another process of ours would have been heard. */
  readonly hasListened: boolean;
}

export type Judgement =
  /** Too few have answered, or what they say is still to be verified. */
  | { readonly state: 'undecided' }
  /** Nothing was signed that is not remembered. */
  | { readonly state: 'whole'; readonly guard: GuardRecord }
  /** Nothing shows that it is old, and nothing that it is whole: treated as old until it is whole. */
  | { readonly state: 'unsure'; readonly guard: GuardRecord }
  | { readonly state: 'old'; readonly guard: GuardRecord }
  /** It has given its last words: it signs nothing more of this chain. */
  | { readonly state: 'withdrawn'; readonly guard: GuardRecord };

/**
 * Heights after the newest certified one at which something may have been signed. Whoever signs at a height
 * holds the certificate of the one before. A quorum precommitted that; it has a member in common with the quorum
 * that answered which is honest and forgot nothing, and that one held the certificate of the height before. So
 * nothing was signed more than two heights above what the quorum that answered shows.
 */
const heightsAhead = 2n;

/** Compares a memory with the world. */
export function judgeMemory(memory: Memory, world: World): Judgement {
  const { guard, isOriginal } = memory;
  if (guard.doubt === 'withdrawn') return { state: 'withdrawn', guard };
  const answered = answeredBy(world);
  if (!isQuorum(world.validators, answered.power)) return { state: 'undecided' };
  // Whoever doubts its own memory can't bear witness of how far the chain was.
  const maySetLimit = isQuorum(world.validators, answered.reliablePower);
  const withLimit = (state: 'unsure' | 'old'): Judgement =>
    maySetLimit ? { state, guard: limited(state, memory, world) } : { state: 'undecided' };

  if (isMarked(guard)) return withLimit('old');
  const later = laterMessages(memory, world);
  if (later.length > 0) {
    // A limit that was set while nothing was shown is as high as it has to be.
    const isBelowLimit =
      guard.doubt === 'unsure' && later.every(({ height }) => height <= guard.limit);
    if (isOriginal && isBelowLimit) return { state: 'old', guard: { ...guard, doubt: 'old' } };
    return withLimit('old');
  }
  if (!memory.isExplained && !isCovered(memory)) return withLimit('old');
  if (guard.doubt === 'old' && isOriginal) return { state: 'old', guard };
  if (memory.isIntact && isOriginal && guard.doubt === 'none') return { state: 'whole', guard };
  if (answered.everybody) {
    if (!world.hasListened) return { state: 'undecided' };
    // A limit that was set because the memory was known to be old stays.
    const limit = guard.doubt === 'unsure' ? toHeight(0n) : guard.limit;
    return { state: 'whole', guard: { limit, doubt: 'none' } };
  }
  return guard.doubt === 'unsure' && isOriginal ? { state: 'unsure', guard } : withLimit('unsure');
}

/**
 * Put back from a backup, as `trellis backup restore` writes down: it is old whatever others show, until a limit is set.
 * Every other limit is above the genesis.
 */
function isMarked({ doubt, limit }: GuardRecord): boolean {
  return doubt === 'old' && limit === 0n;
}

/** Who counts as having answered, ourselves included: what they say is certified has been verified. */
function answeredBy({ validators, ours, answers, head }: World): {
  readonly power: number;
  readonly reliablePower: number;
  readonly everybody: boolean;
} {
  let [power, reliablePower] = [0, 0];
  let everybody = true;
  for (const validator of validators.validators) {
    const isOurs = ours.has(validator.address);
    const answer = answers.get(validator.address);
    const counts = isOurs || (answer !== undefined && answer.certified <= head);
    if (counts) power += validator.power;
    else everybody = false;
    if (counts && (isOurs || answer?.isReliable === true)) reliablePower += validator.power;
  }
  return { power, reliablePower, everybody };
}

/**
 * What others show that we signed and don't remember. Below a limit that stays, that is no news. A limit that was set
 * while nothing was shown goes when everybody has answered: what is shown below it shows that it has to stay.
 */
function laterMessages(
  { last, guard, isOriginal }: Memory,
  { answers, shown }: World,
): readonly ShownMessage[] {
  const all = [
    ...shown,
    ...[...answers.values()].flatMap(({ latest }) => (latest === null ? [] : [latest])),
  ];
  return all.filter((one) => {
    if (isOriginal && guard.doubt !== 'unsure' && one.height <= guard.limit) return false;
    const order = last === null ? 1 : comparePositions(one, last);
    return order > 0 || (order === 0 && one.contradictsMemory);
  });
}

/** Whether nothing more is signed at the height that the log does not explain. */
function isCovered({ last, guard }: Memory): boolean {
  return last === null || last.height <= guard.limit;
}

function limited(doubt: 'unsure' | 'old', { last, guard }: Memory, { head }: World): GuardRecord {
  const heights = [head + heightsAhead, last?.height ?? 0n, guard.limit];
  return { doubt, limit: toHeight(heights.reduce((most, one) => (one > most ? one : most))) };
}

/**
 * What comes of the limit once its height is final: everybody was asked again at `askedAt`. A second process of
 * this validator keeps signing, so that a block later it shows; what is left of an earlier life does not.
 */
export function judgeLimit(
  limit: Height,
  shown: readonly SigningPosition[],
  askedAt: Height,
): 'reached' | 'ask again' | 'same identity' {
  if (shown.some(({ height }) => height > limit)) return 'same identity';
  const mayBeAlive = shown.some(({ height }) => height === limit) && askedAt <= limit;
  return mayBeAlive ? 'ask again' : 'reached';
}
