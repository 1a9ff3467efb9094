import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { soakKills } from './kills.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ drill: true, logLevel: 'info' });
});

afterAll(async () => {
  await network?.remove();
});

it('validators killed at random times under load lose nothing and sign nothing twice', async () => {
  const report = await soakKills(network, { kills: 4, seed: Date.now() >>> 0 });
  expect(report).toMatchObject({
    chains: { forks: [], lost: [] },
    signing: { conflicts: [] },
    forgotten: [],
  });
  // Something must have been there to be lost; how much depends on the machine.
  expect(report.payments).toBeGreaterThan(0);
  expect(report.signing.messages).toBeGreaterThan(0);
});
