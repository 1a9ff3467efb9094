/** More than a third of the disks lost under load: the operators recover the chain, and nothing that was final is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { loseAndRecover } from './recover-chain.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', logLevel: 'warn' });
});
afterAll(async () => {
  await network?.remove();
});

it('two of four: the chain continues with the others, and those that were lost follow it again', async () => {
  const run = await loseAndRecover(network, { count: 2, loadMs: 2_000, validators: null });
  expect(run.lost).toEqual(['node3', 'node4']);
  expect(run.paidBefore).toBeGreaterThan(0);
  expect(run.paidAfter).toBeGreaterThan(0);
  expect(run.chains).toMatchObject({ forks: [], lost: [] });
  expect(run.chains.height).toBeGreaterThan(run.recovery.plan.head.height);
  expect(run.twice).toEqual([]);
  const [first, ...others] = run.audits;
  expect(others).toHaveLength(3);
  // Validators hold different certificates for the same block, so that the number of signatures may differ.
  for (const { signatures: _signatures, ...one } of others) expect(first).toMatchObject(one);
});
