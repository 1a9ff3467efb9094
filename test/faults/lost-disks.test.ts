/** More than a third of the disks lost under load: what the others say of what is final is true. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { loseDisks } from './lost-disks.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', logLevel: 'warn' });
});
afterAll(async () => {
  await network?.remove();
});

it('two of four: every block that was final is known to the others, or named as one that may be', async () => {
  const found = await loseDisks(network, { count: 2, loadMs: 2_000 });
  expect(found.payments).toBeGreaterThan(0);
  expect(found).toMatchObject({
    unknown: [],
    lost: [{ node: 'node3' }, { node: 'node4' }],
    isUnchanged: true,
    totalPower: 4,
    survivingPower: 2,
    continues: false,
    mayLackFinalBlocks: false,
    otherChains: [],
  });
  const surviving = found.validators.filter(({ survives }) => survives);
  expect(surviving.map(({ node }) => node).sort()).toEqual(['node1', 'node2']);
  // What may be final is there to be continued from.
  for (const { mayBeFinal, storedBy } of found.precommitted) {
    if (mayBeFinal) expect(storedBy.length).toBeGreaterThan(0);
  }
});
