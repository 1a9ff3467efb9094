/** Validators that are restored from backups while the others continue under load; and a network that was restored whole. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus, getWhy, type HttpTransport } from '@trellis/client';
import {
  checkSigning,
  compareChains,
  startProcess,
  startTestnet,
  stopAll,
  stopProcess,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from '../e2e/network.ts';
import { backUp, putRestored, restoreBackups, restoreTo, trellis } from './restores.ts';

let network: TestNetwork;

beforeAll(async () => {
  const consensus = { heartbeatMs: 500 };
  network = await startNetwork({ drill: true, scheme: 'ml-dsa-44', logLevel: 'info', consensus });
});

afterAll(async () => {
  await network?.remove();
});

function transportOf(index: number): HttpTransport {
  const transport = network.transports[index];
  if (transport === undefined) throw new Error('no such node');
  return transport;
}

const guardOf = async (index: number) => (await getStatus(transportOf(index))).guard;
const headOf = async (index: number) => (await getStatus(transportOf(index))).head;

it('one after another, of any age: nothing is signed twice, and what runs beside its original stops', async () => {
  const report = await restoreBackups(network, {
    restores: 4,
    seed: Date.now() >>> 0,
    ageMaxMs: 2_000,
  });
  expect(report).toMatchObject({
    chains: { forks: [], lost: [] },
    signing: { conflicts: [] },
    notStopped: [],
    unmarked: [],
  });
  expect(report.payments).toBeGreaterThan(0);
});

it('all at once: none of them signs, and the operators continue the chain from the newest backup', async () => {
  const { folder, manifest } = network;
  const all = manifest.nodes.map((_node, index) => index);
  const backups = [];
  for (const index of all) backups.push(await backUp(network, index));
  const { head } = await getStatus(transportOf(0));
  await untilHeight(folder, manifest, head.height + 3n, 60_000);
  await stopAll(folder, manifest);
  for (const backup of backups) {
    const { target } = await restoreTo(network, backup);
    await putRestored(network, backup.index, { target, way: 'on another host' });
  }
  await startTestnet(folder, manifest);
  const heights = await Promise.all(all.map(async (index) => (await headOf(index)).height));
  const newest = heights.reduce((most, one) => (one > most ? one : most));
  const doubts = async (index: number): Promise<boolean> => {
    const { cause, also } = await getWhy(transportOf(index));
    return [cause, ...also.map((finding) => finding.cause)].includes('memory_doubted');
  };
  for (const index of all) while (!(await doubts(index))) await pause(200);
  // A node that is behind may take over blocks of another; nobody makes one.
  await pause(3_000);
  for (const index of all) {
    expect((await headOf(index)).height).toBeLessThanOrEqual(newest);
    expect((await guardOf(index))?.state).not.toBe('voting');
  }
  expect((await checkSigning(folder, manifest)).conflicts).toEqual([]);
  await stopAll(folder, manifest);

  const reason = ['--reason', 'all validators were restored from backups'];
  await expect(trellis(network, ['chain', 'recover', 'testnet', ...reason])).rejects.toThrow(
    'statements_unusable',
  );
  const recovery = await trellis(network, [
    ...['chain', 'recover', 'testnet', '--nobody-survives', ...reason],
  ]);
  expect(recovery).toMatchObject({
    mayLackFinalBlocks: true,
    applied: network.manifest.nodes.map(({ name }) => name),
  });
  expect(recovery.lost).toHaveLength(all.length);
  await startTestnet(folder, manifest);
  await untilHeight(folder, manifest, newest + 4n, 120_000);
  expect(await compareChains(manifest, [])).toMatchObject({ forks: [] });
});

it('one with a new validator key follows, and votes when the operators have put the key into effect', async () => {
  const index = 3;
  const node = network.node(index);
  const backup = await backUp(network, index);
  await stopProcess(network.folder, node);
  const { target, printed } = await restoreTo(network, backup, ['--as-new-validator-key']);
  const restored = join(target, '..');
  try {
    await startProcess(restored, node);
    await untilReady(restored, network.manifest, node);
    const http = ['--node', network.node(0).http];
    const rotation = String(printed.rotation);
    await trellis(network, ['governance', 'propose', 'operator1', rotation, ...http]);
    for (const operator of ['operator2', 'operator3']) {
      await trellis(network, ['governance', 'approve', operator, '1', ...http]);
    }
    // The key decides two blocks after the vote.
    const passed = (await headOf(0)).height;
    while ((await headOf(index)).height < passed + 3n) await pause(100);
    while ((await guardOf(index))?.state !== 'voting') await pause(100);
    // Two of the others are no quorum without it.
    await stopProcess(network.folder, network.node(2));
    const { height } = await headOf(0);
    for (const other of [0, 1, index]) {
      while ((await headOf(other)).height < height + 5n) await pause(100);
    }
    expect(await guardOf(index)).toMatchObject({ state: 'voting' });
    await startProcess(network.folder, network.node(2));
  } finally {
    await stopProcess(restored, node);
  }
});
