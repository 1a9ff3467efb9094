import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { runTrials } from './damage-trial.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ drill: true, logLevel: 'info' });
});

afterAll(() => network?.remove());

it('24 files damaged in as many ways are healed, harmless, or refused with what to do', async () => {
  const seed = Date.now() >>> 0;
  const { trials, chains, signing } = await runTrials(network, { trials: 24, seed, victim: 3 });
  const bad = trials.filter(({ outcome }) => outcome === 'not allowed');
  expect(bad, `seed ${seed}`).toEqual([]);
  expect(chains).toMatchObject({ forks: [], lost: [] });
  expect(signing).toMatchObject({ conflicts: [] });
}, 900_000);
