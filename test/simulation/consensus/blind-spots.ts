/**
 * Losses that are no accident: which messages don't come through depends on their height, round and
 * kind, so that sending them again does not help, and the nodes come to see different quorums. Each
 * answer follows from a salt alone and is the same for the whole run.
 */
import type { Address } from '@trellis/crypto';
import type { ValidatorSet } from '@trellis/protocol';
import type { Message } from './message.ts';

interface Link {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether nothing of this kind in this round comes through here, which depends on who gets it, on who
 * sends it, or on both; the same answer for the whole run.
 */
export function isStarved(
  link: Link,
  message: Message,
  probability: number,
  salt: number,
): boolean {
  if (probability === 0) return false;
  const position = positionOf(message);
  if (position === null) return false;
  const { height, round, rank } = position;
  const place = mix(mix(mix(salt, low(height)), round), rank);
  switch (place % 4) {
    case 0:
      return isBelow(probability, mix(place, link.to));
    case 1:
      return isBelow(probability, mix(place, 64 + link.from));
    case 2:
      // Two partitions that don't hear each other.
      return isBelow(0.5, mix(place, link.to)) !== isBelow(0.5, mix(place, link.from));
    default:
      return isBelow(probability, mix(place, 128 + 64 * link.from + link.to));
  }
}

/**
 * Whether this is by the muffled validator of the height, if there is one, and can't be heard at all
 * (precommits, decisions) or not by this peer (proposals, prevotes), whoever passes it on.
 */
export function isMuffled(
  { from, to, validators }: Link & { readonly validators: ValidatorSet },
  message: Message,
  probability: number,
  salt: number,
): boolean {
  if (probability === 0) return false;
  const position = positionOf(message);
  if (position === null) return false;
  const { height, rank, author } = position;
  const place = mix(salt + 1, low(height));
  const by = author === null ? from : validators.indexOf.get(author);
  const muffled = mix(place, 1) % validators.validators.length;
  if (!isBelow(probability, place) || by !== muffled) return false;
  return rank >= 2 || isBelow(0.4, mix(place, 64 + to));
}

/** Enough of a height to tell it from others. */
function low(height: bigint): number {
  return Number(BigInt.asUintN(31, height));
}

function isBelow(probability: number, hash: number): boolean {
  return hash / 2 ** 32 < probability;
}

/** A hash of two numbers, after the finaliser of MurmurHash3. */
function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ b, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

interface Position {
  readonly height: bigint;
  readonly round: number;
  readonly rank: number;
  readonly author: Address | null;
}

function positionOf(message: Message): Position | null {
  switch (message.kind) {
    case 'proposal':
      return { ...message.proposal, rank: 0, author: message.proposal.proposer };
    case 'vote': {
      const { vote } = message;
      return { ...vote, rank: vote.type === 'prevote' ? 1 : 2, author: vote.validator };
    }
    case 'decided':
      return { height: message.blocks[0]?.height ?? 0n, round: 0, rank: 3, author: null };
    default:
      return null;
  }
}
