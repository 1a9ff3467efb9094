import { checkSigning } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { restoreOldCopies, restoreTwo } from './old-copies.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ drill: true, logLevel: 'info' });
});

afterAll(async () => {
  await network?.remove();
});

it('checklist item 14: validators that are put back from old copies sign nothing twice, and vote again', async () => {
  const report = await restoreOldCopies(network, {
    restores: 2,
    seed: Date.now() >>> 0,
    ageMaxMs: 2_000,
  });
  expect(report).toMatchObject({ chains: { forks: [], lost: [] }, signing: { conflicts: [] } });
  expect(report.payments).toBeGreaterThan(0);
});

it('two of four that are put back at once sign nothing twice; where they can’t vote, the node says so', async () => {
  await restoreTwo(network, [1, 2], 1_500);
  expect((await checkSigning(network.folder, network.manifest)).conflicts).toEqual([]);
});
