import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { tryRequests } from './requests/request-trial.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', logLevel: 'warn' });
});

afterAll(async () => {
  await network?.remove();
});

it('no request holds a node up, whatever it carries', async () => {
  const trial = await tryRequests(network, {
    seed: Date.now() >>> 0,
    bytes: 1_000_000,
    share: 0.05,
    quietMs: 100,
    isBrief: true,
  });
  expect(trial.wrong).toEqual([]);
  expect(trial.tooLong).toEqual([]);
  // The chain grew throughout.
  expect(trial.payments.blocks).toBeGreaterThan(trial.disturbed.length);
  expect(trial.memoryTimes).toBeLessThan(3);
});
