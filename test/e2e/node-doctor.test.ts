/** `trellis node doctor` on a real network: running and stopped, with a peer gone, a mode open, a wrong address. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { nodeFiles, nodeFolder, startProcess, stopProcess, untilReady } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await startNetwork({ scheme: 'ml-dsa-44', consensus: { heartbeatMs: 500 } });
});
afterAll(() => network?.remove());

interface Report {
  readonly running: boolean;
  readonly needsAction: boolean;
  readonly findings: readonly {
    readonly check: string;
    readonly state: string;
    readonly fact: string;
  }[];
  readonly peers: readonly { readonly name: string; readonly connected: boolean }[];
}

async function doctor(name: string): Promise<Report & { readonly code: number | null }> {
  const { code, stdout } = await runWithin(network.home, ['node', 'doctor', name, '--json']);
  const report = JSON.parse(stdout) as Report;
  expect(code).toBe(report.needsAction ? 1 : 0);
  return { ...report, code };
}

const found = ({ findings }: Report, check: string) => findings.find((one) => one.check === check);
const problems = ({ findings }: Report) =>
  findings.filter(({ state }) => state === 'problem').map(({ check }) => check);

it('has all peers of a running node answer and dial back', async () => {
  const report = await doctor('node1');
  expect(report).toMatchObject({ running: true });
  expect(found(report, 'peers')).toMatchObject({ state: 'ok' });
  expect(found(report, 'reachable')).toMatchObject({ state: 'ok' });
  expect(found(report, 'identity')).toMatchObject({ state: 'ok' });
  expect(found(report, 'clock')).toMatchObject({ state: 'ok' });
  expect(found(report, 'latency')?.fact).toMatch(/node2 .*ms/);
  // New testnets keep signatures for a week alone.
  expect(found(report, 'archive')).toMatchObject({ state: 'warning' });
  expect(report.peers.map(({ name }) => name).toSorted()).toEqual(['node2', 'node3', 'node4']);
});

it('asks the peers of a stopped node with its keys, and leaves it as it was', async () => {
  const node = network.node(3);
  await stopProcess(network.folder, node);
  const report = await doctor('node4');
  expect(report).toMatchObject({ running: false });
  expect(found(report, 'peers')).toMatchObject({ state: 'ok' });
  expect(found(report, 'reachable')).toMatchObject({ state: 'ok' });

  // The others miss it meanwhile, and a key of one of them is open to all.
  const key = join(nodeFolder(network.folder, network.node(0)), nodeFiles.peerKey);
  await chmod(key, 0o644);
  const missing = await doctor('node1');
  expect(problems(missing)).toEqual(expect.arrayContaining(['peers', 'file_modes']));
  expect(found(missing, 'peers')?.fact).toMatch(/node4 at .* is not connected/);
  expect(found(missing, 'file_modes')?.fact).toContain(key);
  await chmod(key, 0o600);

  await startProcess(network.folder, node);
  await untilReady(network.folder, network.manifest, node);
});

it('names the peer that has a wrong address of this node', async () => {
  const node = network.node(2);
  await stopProcess(network.folder, node);
  const path = join(nodeFolder(network.folder, node), nodeFiles.config);
  const text = await readFile(path, 'utf8');
  const right = `/tcp/${network.node(0).networkPort}`;
  expect(text).toContain(right);
  await writeFile(path, text.replaceAll(right, '/tcp/1'));
  await startProcess(network.folder, node);
  await untilReady(network.folder, network.manifest, node);
  await expect
    .poll(async () => found(await doctor('node1'), 'reachable'), { timeout: 120_000 })
    .toMatchObject({
      state: 'problem',
      fact: expect.stringMatching(/node3 at .*tcp\/1 \(refused\)/),
    });
});
