import type { Address, SchemeName } from '@trellis/crypto';
import type { Policy } from '@trellis/protocol';
import { expect, it } from 'vitest';
import { isEnough, neededOf } from './enough-keys.ts';

const key = (scheme: SchemeName, weight: number, pair: string) => ({
  ...{ scheme, weight, address: pair.repeat(32) as Address },
});
const policy: Policy = {
  threshold: 3,
  postQuantumWeight: 1,
  keys: [key('ed25519', 2, '11'), key('ed25519', 1, '22'), key('ml-dsa-65', 1, '33')],
};
const subsets = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];

it('counts weights and the share of post-quantum keys, each key once', () => {
  expect(subsets.filter((one) => isEnough(policy, one))).toEqual([
    [0, 2],
    [0, 1, 2],
  ]);
  expect(isEnough(policy, [2, 2, 2])).toBe(false);
  expect(isEnough(policy, [0, 7])).toBe(false);
  expect(isEnough(undefined, [0])).toBe(false);
});

it('keeps as many signatures as are needed: the ledger refuses one that is not', () => {
  const witnesses = (places: readonly number[]) => places.map((keyIndex) => ({ keyIndex }));
  for (const subset of subsets) {
    const kept = neededOf(policy, witnesses(subset)).map(({ keyIndex }) => keyIndex);
    expect(isEnough(policy, kept)).toBe(isEnough(policy, subset));
    if (!isEnough(policy, kept)) expect(kept).toEqual(subset);
    for (const spare of kept) {
      expect(
        isEnough(
          policy,
          kept.filter((one) => one !== spare),
        ),
      ).toBe(false);
    }
  }
});
