import { asciiBytes, hash } from '@trellis/crypto';
import { createValidatorSet, type SignedVote, toHeight, type Vote } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { allowingPolka, needsPolka } from './lock-rule.ts';

const made = createValidatorSet(
  [1, 2, 3, 4].map((byte) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(byte),
    power: 1,
  })),
);
if (!made.ok) throw new Error(made.problem);
const { set } = made;
const height = toHeight(7);
const [a, b] = ['a', 'b'].map((name) => hash('header', asciiBytes(name))) as [
  Vote['blockId'] & string,
  Vote['blockId'] & string,
];
const lock = { height, round: 2, blockId: a };
const address = (index: number) => {
  const found = set.validators[index]?.address;
  if (found === undefined) throw new Error('four validators');
  return found;
};
const vote = (of: Partial<Vote>): Vote => ({
  ...{ type: 'prevote', height, round: 4, blockId: b, validator: address(0) },
  ...of,
});
const prevotes = (voters: readonly number[], of: Partial<SignedVote> = {}): SignedVote[] =>
  voters.map((index) => ({
    ...vote({ round: 3, validator: address(index) }),
    signature: new Uint8Array(64),
    ...of,
  }));
const allows = (of: Partial<Vote>, polka: readonly SignedVote[]): boolean =>
  allowingPolka(lock, vote(of), polka, set) !== null;

describe('the lock (L28-L29, L36)', () => {
  it('binds votes for other blocks of its height, and no others', () => {
    expect(needsPolka(lock, vote({}))).toBe(true);
    expect(needsPolka(lock, vote({ type: 'precommit' }))).toBe(true);
    expect(needsPolka(lock, vote({ blockId: a }))).toBe(false);
    expect(needsPolka(lock, vote({ blockId: null }))).toBe(false);
    expect(needsPolka(lock, vote({ height: toHeight(8) }))).toBe(false);
    expect(needsPolka(null, vote({}))).toBe(false);
  });

  it('gives way to a quorum of prevotes of its round or a later one, before the vote', () => {
    expect(allows({}, prevotes([1, 2, 3]))).toBe(true);
    expect(allows({}, prevotes([1, 2, 3], { round: 2 }))).toBe(true);
    expect(allows({}, prevotes([1, 2, 3], { round: 1 }))).toBe(false);
    expect(allows({}, prevotes([1, 2, 3], { round: 4 }))).toBe(false);
  });

  it('gives way to a precommit after a quorum of the same round alone', () => {
    expect(allows({ type: 'precommit' }, prevotes([1, 2, 3], { round: 4 }))).toBe(true);
    expect(allows({ type: 'precommit' }, prevotes([1, 2, 3]))).toBe(false);
  });

  it('does not give way to less, or to something else', () => {
    for (const polka of [
      [],
      prevotes([1, 2]),
      [...prevotes([1, 2]), ...prevotes([2])],
      prevotes([1, 2, 3], { blockId: a }),
      prevotes([1, 2, 3], { blockId: null }),
      prevotes([1, 2, 3], { type: 'precommit' }),
      prevotes([1, 2, 3], { height: toHeight(6) }),
      [...prevotes([1, 2]), ...prevotes([3], { round: 2 })],
      prevotes([1, 2, 3], { validator: address(1) }),
    ]) {
      expect(allows({}, polka)).toBe(false);
    }
  });
});
