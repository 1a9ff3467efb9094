/** Three of seven: the chain continues with the other four, and with those that were lost once they have fetched it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { loseAndRecover } from './recover-chain.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ validators: 7, scheme: 'ml-dsa-44', logLevel: 'warn' });
});
afterAll(async () => {
  await network?.remove();
});

it('three of seven, which stay validators with their keys: they vote when all seven have answered', async () => {
  const names = network.manifest.nodes.map(({ name }) => name);
  const run = await loseAndRecover(network, { count: 3, loadMs: 2_000, validators: names });
  expect(run.lost).toEqual(names.slice(-3));
  expect(run.recovery.plan.validators).toHaveLength(7);
  expect(run.paidBefore).toBeGreaterThan(0);
  expect(run.paidAfter).toBeGreaterThan(0);
  expect(run.chains).toMatchObject({ forks: [], lost: [] });
  expect(run.twice).toEqual([]);
  const [first, ...others] = run.audits;
  expect(others).toHaveLength(6);
  for (const { signatures: _signatures, ...one } of others) expect(first).toMatchObject(one);
});
