import { createValidatorSet, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import type { FinalHeader } from '../ports/chain-reader.ts';
import type { SigningPosition } from '../ports/signer.ts';
import { firstStart } from './first-start.ts';

const made = createValidatorSet(
  [1, 2, 3, 4].map((number) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(number),
    power: 1,
  })),
);
if (!made.ok) throw new Error(made.problem);
const { set } = made;

const [ours] = set.validators;
if (ours === undefined) throw new Error('no validators');
const madeOthers = createValidatorSet(set.validators.slice(1));
if (!madeOthers.ok) throw new Error(madeOthers.problem);
const others = madeOthers.set;

/** The first validator, whose key has its first vote at some height. */
const assess = (
  heard: number,
  beyond: number,
  head = 0n,
  last: SigningPosition | null = null,
  firstVote = 1n,
) =>
  firstStart({
    signer: { last, addresses: new Set([ours.address]) },
    chain: {
      head: () => ({ header: { height: toHeight(head) } }) as FinalHeader,
      validatorsAt: (height) => (height < firstVote ? others : set),
    },
    peerLiveness: { powerHeard: () => ({ heard, beyond }) },
  });

describe('checklist item 14, CometBFT 5668: a validator that remembers no signature', () => {
  it('waits for a quorum to say where it is', () => {
    expect(assess(1, 0)).toBe('unknown');
    expect(assess(2, 0)).toBe('unknown');
  });

  it('votes on a chain that is new', () => {
    expect(assess(3, 0)).toBe('new');
    expect(assess(4, 0)).toBe('new');
  });

  it('has lost its memory when the others are further on, as soon as that is sure', () => {
    expect(assess(3, 2)).toBe('late');
    expect(assess(4, 3)).toBe('late');
  });

  it('votes where its key has its first vote, unless that height is over', () => {
    expect(assess(4, 0, 5n, null, 6n)).toBe('new');
    expect(assess(2, 0, 5n, null, 6n)).toBe('unknown');
    expect(assess(4, 2, 5n, null, 6n)).toBe('late');
  });

  it('is known to have no past while it has no vote yet', () => {
    expect(assess(3, 0, 5n, null, 7n)).toBe('new');
    expect(assess(3, 2, 5n, null, 7n)).toBe('late');
  });

  it('is no question where it had a vote before, or remembers', () => {
    expect(assess(1, 0, 5n)).toBeNull();
    expect(assess(1, 0, 0n, { height: toHeight(1), round: 0, step: 'prevote' })).toBeNull();
  });

  it('is not kept from voting by a single liar', () => {
    expect(assess(3, 1)).toBe('new');
  });
});
