import { type Address, asciiBytes, hash, schemeNames, schemes } from '@trellis/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPostQuantum, type Policy, policyProblem } from './index.ts';

const address = (name: string): Address => hash('keyAddress', asciiBytes(name)) as Address;

const policies: fc.Arbitrary<Policy> = fc
  .record({
    threshold: fc.integer({ min: 1, max: 6 }),
    postQuantumWeight: fc.nat(3),
    keys: fc.array(
      fc.record({
        scheme: fc.constantFrom(...schemeNames),
        weight: fc.integer({ min: 1, max: 3 }),
      }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
  })
  .map((policy) => ({
    ...policy,
    keys: policy.keys.map((key, index) => ({ ...key, address: address(`key ${index}`) })),
  }))
  .filter((policy) => policyProblem(policy) === undefined);

describe('a policy is post-quantum', () => {
  it('exactly when no set of classical keys satisfies it', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(policies, (policy) => {
        const classical = policy.keys.filter(({ scheme }) => !schemes[scheme].postQuantum);
        const weight = classical.reduce((sum, key) => sum + key.weight, 0);
        const forged = weight >= policy.threshold && policy.postQuantumWeight === 0;
        seen.add(forged);
        expect(isPostQuantum(policy)).toBe(!forged);
      }),
    );
    expect(seen.size).toBe(2);
  });

  it('not for three of five keys of which two are ML-DSA, but with a quota', () => {
    const keys = ['ed25519', 'ed25519', 'ed25519', 'ml-dsa-65', 'ml-dsa-65'] as const;
    const policy = {
      threshold: 3,
      postQuantumWeight: 0,
      keys: keys.map((scheme, index) => ({ scheme, address: address(`key ${index}`), weight: 1 })),
    };
    expect(isPostQuantum(policy)).toBe(false);
    expect(isPostQuantum({ ...policy, postQuantumWeight: 1 })).toBe(true);
    expect(isPostQuantum({ ...policy, threshold: 4 })).toBe(true);
  });
});
