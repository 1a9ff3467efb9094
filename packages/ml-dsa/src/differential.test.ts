import { expect, it } from 'vitest';
import { compareAll } from './testing/differential.ts';
import { createVerifier } from './verifier.ts';

it('20,000 signatures and mutations are answered as by OpenSSL, some of them as by noble', () => {
  // Fewer slots than keys, so that keys come and go.
  const verifier = createVerifier({ keys: 4 });
  const outcome = compareAll(verifier, { seed: 1, cases: 20_000, nobleEvery: 100 });
  expect(outcome).toMatchObject({ cases: 20_000, askedNoble: 200 });
  // Every signature itself, and those that a mutation left as it was.
  expect(outcome.valid).toBeGreaterThan(20_000 / 32);
  expect(verifier.statistics().evictions).toBeGreaterThan(100);
});
