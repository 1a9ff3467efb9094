import { checkSigning } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import {
  auditOf,
  databaseDamages,
  restoreDamaged,
  restoreOldCopies,
  restoreTwo,
} from './old-copies.ts';

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

it.each([
  ['manifest', 'deleted'],
  ['log', '4 KiB of zeros'],
])(
  'an old copy whose database is damaged besides (%s, %s) is repaired by a node that may not vote, and votes later',
  async (file, way) => {
    const damage = databaseDamages().find((one) => one.kind.name === file && one.way === way);
    if (damage === undefined) throw new Error('no such damage');
    const options = { ageMs: 1_500, seed: Date.now() >>> 0 };
    const { hasWaited, chains, signing } = await restoreDamaged(network, 3, damage, options);
    expect(hasWaited).toBe(true);
    expect(chains).toMatchObject({ forks: [], lost: [] });
    expect(signing.conflicts).toEqual([]);
    expect(await auditOf(network, 3)).toMatchObject({ height: expect.any(BigInt) });
  },
);

it('two of four that are put back at once sign nothing twice; where they can’t vote, the node says so', async () => {
  await restoreTwo(network, [1, 2], 1_500);
  expect((await checkSigning(network.folder, network.manifest)).conflicts).toEqual([]);
});
