import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createValidatorSet,
  findValidator,
  isQuorum,
  isSkipThreshold,
  limits,
  proposerAt,
  toHeight,
  type ValidatorSet,
} from './index.ts';

function setOf(...powers: readonly number[]): ValidatorSet {
  const members = powers.map((power, index) => ({
    scheme: 'ed25519' as const,
    publicKey: new Uint8Array(32).fill(index + 1),
    power,
  }));
  const result = createValidatorSet(members);
  if (!result.ok) throw new Error(result.problem);
  return result.set;
}

const powersArbitrary = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });

describe('a validator set', () => {
  it('is ordered by address and finds its members', () => {
    const { validators, indexOf } = setOf(1, 2, 3, 4);
    const addresses = validators.map(({ address }) => address);
    expect(addresses).toEqual([...addresses].sort());
    for (const [index, address] of addresses.entries()) {
      expect(indexOf.get(address)).toBe(index);
      expect(findValidator(setOf(1, 2, 3, 4), address)).toEqual(validators[index]);
    }
  });

  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
    [4, 3, 2],
    [5, 4, 2],
    [6, 5, 3],
    [7, 5, 3],
    [10, 7, 4],
  ])('of %i equal votes needs %i for a quorum and %i to skip', (count, quorum, skip) => {
    const set = setOf(...Array.from({ length: count }, () => 1));
    expect(isQuorum(set, quorum)).toBe(true);
    expect(isQuorum(set, quorum - 1)).toBe(false);
    expect(isSkipThreshold(set, skip)).toBe(true);
    expect(isSkipThreshold(set, skip - 1)).toBe(false);
  });

  it('lets each propose by its power, evenly, whatever the height it starts at', () => {
    fc.assert(
      fc.property(powersArbitrary, fc.nat(10_000), (powers, start) => {
        const set = setOf(...powers);
        const cycle = set.schedule.length;
        const turns = new Map<string, number>();
        for (let at = 0; at < cycle; at++) {
          const { address } = proposerAt(set, toHeight(start + at), 0);
          turns.set(address, (turns.get(address) ?? 0) + 1);
        }
        for (const { address, power } of set.validators) {
          expect(turns.get(address)).toBe((power * cycle) / set.totalPower);
        }
      }),
    );
  });

  it('gives the next round to another proposer than the next height began with, in turn', () => {
    const set = setOf(1, 1, 1, 1);
    const seen = [0, 1, 2, 3].map((round) => proposerAt(set, toHeight(7), round).address);
    expect(new Set(seen).size).toBe(4);
    expect(proposerAt(set, toHeight(7), 1)).toBe(proposerAt(set, toHeight(8), 0));
  });

  it('is not made of nobody, twice the same, or impossible powers', () => {
    const member = { scheme: 'ed25519' as const, publicKey: new Uint8Array(32), power: 1 };
    const problem = (members: Parameters<typeof createValidatorSet>[0]) => {
      const result = createValidatorSet(members);
      return result.ok ? undefined : result.problem;
    };
    expect(problem([])).toBe('no_validators');
    expect(problem([member, member])).toBe('duplicate_validator');
    for (const power of [0, -1, 1.5, limits.validatorPowerMax + 1, Number.NaN]) {
      expect(problem([{ ...member, power }])).toBe('power_out_of_range');
    }
    const many = Array.from({ length: limits.validatorsMax + 1 }, (_, index) => ({
      ...member,
      publicKey: new Uint8Array(32).fill(index),
    }));
    expect(problem(many)).toBe('too_many_validators');
  });
});
