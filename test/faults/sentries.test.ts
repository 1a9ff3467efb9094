/** A private network with a public observer: validators that their own sentries alone may connect with. */
import { readFile } from 'node:fs/promises';
import { getNodes, getStatus, getWhy, type HttpTransport } from '@trellis/client';
import { decodeJsonText, genesisCodec, rawText } from '@trellis/protocol';
import { checkSigning, genesisPath, startProcess, untilReady } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { restoreOldCopies } from './old-copies.ts';
import { askEverything, askHttp } from './outsider.ts';
import { hidden, outsider, type SentryNetwork, startSentryNetwork } from './sentry-network.ts';
import { singlePayments } from './single-payments.ts';

let network: SentryNetwork;

beforeAll(async () => {
  network = await startSentryNetwork();
});
afterAll(async () => {
  await network?.remove();
});

const nodeAt = (index: number): HttpTransport => {
  const transport = network.transports[index];
  if (transport === undefined) throw new Error(`no node ${index}`);
  return transport;
};

async function connectedWith(index: number): Promise<readonly string[]> {
  const { peers } = await getStatus(nodeAt(index));
  return peers.flatMap(({ name, connected }) => (connected ? [rawText(name)] : [])).toSorted();
}

const guardOf = async (index: number) => (await getStatus(nodeAt(index))).guard?.state;

async function startAgain(index: number): Promise<void> {
  await startProcess(network.folder, network.node(index));
  await untilReady(network.folder, network.manifest, network.node(index));
}

it('payments by the API of a sentry are final, and validators have none but their sentries and each other', async () => {
  const payments = await singlePayments(network, 6);
  for (let paid = 0; paid < 3; paid++) await payments.pay();
  expect(payments.finals).toHaveLength(3);
  await expect.poll(() => connectedWith(0)).toEqual(['node2', 'node3', 'node4', 'node5', 'node6']);
  await expect.poll(() => connectedWith(3)).toEqual(['node1', 'node2', 'node3', 'node9']);
});

it('an outsider that asks every node everything is not told where a validator is', async () => {
  const read = decodeJsonText(genesisCodec, await readFile(genesisPath(network.folder), 'utf8'));
  if (!read.ok) throw new Error(read.problem.message);
  const nodes = await getNodes(nodeAt(4));
  const validators = nodes.nodes.filter(({ name }) =>
    network.validators.manifest.nodes.some((one) => one.name === name),
  );
  const asked = await askEverything(network.folder, `node${outsider + 1}`, {
    genesis: read.value,
    nodes,
  });
  expect(asked.peers).toHaveLength(5);
  for (const type of ['links', 'about', 'keeps', 'hello', 'blocks', 'dialBack'] as const) {
    expect(asked.answered).toContain(type);
  }
  expect(asked.told.length).toBeGreaterThan(10_000);
  expect(asked.told).not.toContain(hidden.host);
  expect(validators).toHaveLength(4);
  for (const { peer } of validators) expect(asked.records.has(peer)).toBe(false);
  for (const { http } of network.manifest.nodes.slice(4)) {
    expect(await askHttp(http)).not.toContain(hidden.host);
  }
  // While its sentry tries to reach it, too.
  await network.kill(hidden.index);
  const sentry = nodeAt(hidden.sentry);
  await expect
    .poll(async () => (await getStatus(sentry)).peers.some(({ reason }) => reason !== null))
    .toBe(true);
  expect(await askHttp(network.node(hidden.sentry).http)).not.toContain(hidden.host);
  await startAgain(hidden.index);
  await expect.poll(() => guardOf(hidden.index)).toBe('voting');
});

it('a validator that was killed votes again once its guard has asked the others through the sentries', async () => {
  await network.kill(3);
  const payments = await singlePayments(network, 4);
  await payments.pay();
  await startAgain(3);
  await expect.poll(() => guardOf(3)).toBe('voting');
});

it('one whose only sentry is gone signs nothing; the others continue', async () => {
  await network.kill(8);
  await network.kill(3);
  await startAgain(3);
  const payments = await singlePayments(network, 4);
  await payments.pay();
  expect(await guardOf(3)).toBe('comparing');
  expect((await getWhy(nodeAt(3))).also.map(({ cause }) => cause)).not.toContain('memory_doubted');
  await startAgain(8);
  await expect.poll(() => guardOf(3)).toBe('voting');
});

it('one with two sentries continues to vote over the other when one is gone', async () => {
  await network.kill(4);
  // With another validator down its vote is needed for every block.
  await network.kill(2);
  const payments = await singlePayments(network, 5);
  await payments.pay();
  expect(await guardOf(0)).toBe('voting');
  await startAgain(4);
  await startAgain(2);
  await expect.poll(() => guardOf(2)).toBe('voting');
});

it('checklist item 14: validators behind sentries that are put back from old copies sign nothing twice, and vote again', async () => {
  const report = await restoreOldCopies(network.validators, {
    restores: 3,
    seed: Date.now() >>> 0,
    ageMaxMs: 2_000,
  });
  expect(report).toMatchObject({ chains: { forks: [], lost: [] }, signing: { conflicts: [] } });
  expect(report.payments).toBeGreaterThan(0);
  expect((await checkSigning(network.folder, network.manifest)).conflicts).toEqual([]);
});
