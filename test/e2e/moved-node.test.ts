/** A validator moves to another port while another one is down: no vote, and no edit at any peer. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { getStatus } from '@trellis/client';
import { nodeFiles, nodeFolder, startProcess, stopProcess, untilReady } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';
import { startNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;
/** The first free port after those of the network. */
let newPort: number;

beforeAll(async () => {
  const basePort = await testPorts(5);
  newPort = basePort + 4;
  network = await startNetwork({
    scheme: 'ml-dsa-44',
    basePort,
    consensus: { heartbeatMs: 500 },
  });
});
afterAll(() => network?.remove());

const configOf = (index: number): string =>
  join(nodeFolder(network.folder, network.node(index)), nodeFiles.config);

interface NetworkSettings {
  readonly listen: readonly string[];
  readonly publicAddresses: readonly string[];
  readonly peers: readonly { readonly peer: string; readonly address: string }[];
}

async function changeNetwork(
  index: number,
  change: (network: NetworkSettings) => Partial<NetworkSettings>,
): Promise<void> {
  const config = JSON.parse(await readFile(configOf(index), 'utf8'));
  const changed = { ...config.network, ...change(config.network) };
  await writeFile(configOf(index), JSON.stringify({ ...config, network: changed }));
}

/** Whom a node is connected with, and which of the two opened that connection. */
async function connectionOf(index: number, other: string) {
  const transport = network.transports[index];
  if (transport === undefined) throw new Error(`no node ${index}`);
  const { peers } = await getStatus(transport);
  const found = peers.find(({ name }) => String(name) === other);
  return found?.connected === true ? found.direction : null;
}

it('is found by the one that was down, which a third node tells', async () => {
  const [moving, away] = [network.node(3), network.node(2)];
  await network.kill(2);
  await stopProcess(network.folder, moving);
  const address = `/ip4/127.0.0.1/tcp/${newPort}`;
  await changeNetwork(3, ({ peers }) => ({
    listen: [address],
    publicAddresses: [address],
    // It does not dial the one that is down, which therefore has to find it.
    peers: peers.filter((one) => !one.address.endsWith(`/tcp/${away.networkPort}`)),
  }));
  const configsBefore = await Promise.all([0, 1, 2].map((index) => readFile(configOf(index))));
  await startProcess(network.folder, moving);
  await untilReady(network.folder, network.manifest, moving);
  await startProcess(network.folder, away);
  await untilReady(network.folder, network.manifest, away);
  await expect.poll(() => connectionOf(2, moving.name)).toBe('outbound');
  expect(await Promise.all([0, 1, 2].map((index) => readFile(configOf(index))))).toEqual(
    configsBefore,
  );
});

it('is still found after the other has been restarted, without anybody’s help', async () => {
  const away = network.node(2);
  await stopProcess(network.folder, away);
  const records = join(nodeFolder(network.folder, away), nodeFiles.data, 'address-records');
  expect(await readFile(records, 'latin1')).toContain(`/ip4/127.0.0.1/tcp/${newPort}`);
  await changeNetwork(2, ({ peers }) => ({
    peers: peers.filter(({ address }) => address.endsWith(`/tcp/${network.node(3).networkPort}`)),
  }));
  await startProcess(network.folder, away);
  await expect.poll(() => connectionOf(2, network.node(3).name)).toBe('outbound');
});

it('says a new public address without a restart, and node doctor shows who says what', async () => {
  const address = `/dns/localhost/tcp/${newPort}`;
  await changeNetwork(3, () => ({ publicAddresses: [address] }));
  const reloaded = await runWithin(network.home, ['node', 'reload', 'node4', '--json']);
  expect(JSON.parse(reloaded.stdout)).toMatchObject({ applied: ['network.publicAddresses'] });
  const told = async (name: string): Promise<readonly string[]> => {
    const { stdout } = await runWithin(network.home, ['node', 'doctor', name, '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; fact: string }[] };
    return findings.flatMap(({ check, fact }) => (check === 'addresses' ? [fact] : []));
  };
  await expect.poll(async () => (await told('node1')).join()).toContain(`node4 tells: ${address}`);
  expect((await told('node4')).join()).toContain(`this node tells others: ${address}`);
});
