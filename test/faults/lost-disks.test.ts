/** More than a third of the disks lost under load: what the others say of what is final is true. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createProvider } from '@trellis/crypto';
import { assessSurvivors, readConfig, readSurvivor, type Survivor } from '@trellis/node';
import { nodeFiles, nodeFolder, startLoad } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';

const provider = createProvider('native');
let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', logLevel: 'warn' });
}, 90_000);
afterAll(async () => {
  await network?.remove();
}, 60_000);

async function read(index: number) {
  const folder = nodeFolder(network.folder, network.node(index));
  return readSurvivor(await readConfig(join(folder, nodeFiles.config)), provider);
}

it('two of four: every block that was final is known to the others, or named as one that may be', async () => {
  const load = await startLoad(network.home, network.manifest, provider);
  await pause(2_000);
  await Promise.all(network.manifest.nodes.map((_node, index) => network.kill(index)));
  await load.stop();
  const finals = load.finals();
  expect(finals.length).toBeGreaterThan(0);
  for (const index of [1, 3]) {
    const folder = nodeFolder(network.folder, network.node(index));
    await rm(join(folder, nodeFiles.data), { recursive: true });
  }

  const lost = await Promise.all([read(1), read(3)]);
  expect(lost).toMatchObject([{ node: 'node2' }, { node: 'node4' }]);
  for (const one of lost) expect(one).toHaveProperty('why');
  const survivors = (await Promise.all([read(0), read(2)])) as Survivor[];
  const { head, validators, precommitted, ...found } = assessSurvivors(survivors);
  expect(found).toMatchObject({
    totalPower: 4,
    survivingPower: 2,
    continues: false,
    mayLackFinalBlocks: false,
    otherChains: [],
  });
  expect(
    validators
      .filter(({ survives }) => survives)
      .map(({ node }) => node)
      .sort(),
  ).toEqual(['node1', 'node3']);
  const newest = finals.reduce((most, { height }) => (height > most ? height : most), 0n);
  const open = precommitted.find(({ mayBeFinal }) => mayBeFinal);
  expect(newest).toBeLessThanOrEqual(open?.height ?? head.height);
  for (const one of finals.filter(({ height }) => height > head.height)) {
    expect(precommitted.map(({ blockId }) => blockId)).toContain(one.blockId);
  }
  // What may be final is there to be continued from.
  if (open !== undefined) expect(open.storedBy.length).toBeGreaterThan(0);

  // Nothing was changed by reading: the same is said again.
  expect(await Promise.all([read(0), read(2)])).toEqual(survivors);
}, 120_000);
