/** Alerts about the chain: a real network, one node of which tells an operator's system. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getEvidence, getNodes, getStatus, getWhy } from '@trellis/client';
import {
  createProvider,
  decryptKeyFile,
  formatAddress,
  keyAddress,
  type SigningKey,
} from '@trellis/crypto';
import { readKeyFile } from '@trellis/crypto/key-file';
import { defaultAlertsConfig } from '@trellis/node';
import { nodeFiles, nodeFolder, startProcess, stopProcess, untilReady } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type ReceivedAlert,
  startReceiver,
  takenAlerts,
  type WebhookReceiver,
  webhookSecret,
} from '../access/webhook-receiver.ts';
import { startDoubleVoter } from './double-voter.ts';
import { startNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await startReceiver();
  network = await startNetwork({ scheme: 'ml-dsa-44', consensus: { heartbeatMs: 500 } });
  const watcher = network.node(0);
  const folder = nodeFolder(network.folder, watcher);
  await stopProcess(network.folder, watcher);
  await writeFile(join(folder, 'webhook.secret'), webhookSecret, { mode: 0o600 });
  const path = join(folder, nodeFiles.config);
  const config: object = JSON.parse(await readFile(path, 'utf8'));
  const webhook = { url: receiver.url, secretFile: 'webhook.secret' };
  const alerts = { ...defaultAlertsConfig, stalledSeconds: 5, webhook };
  await writeFile(path, JSON.stringify({ ...config, alerts }));
  await startProcess(network.folder, watcher);
  await untilReady(network.folder, network.manifest, watcher);
});

afterAll(async () => {
  await network?.remove();
  await receiver?.close();
});

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`gave up waiting until ${what}`);
    await pause(50);
  }
}

/** The alert that the operator's system took at the second attempt; the log and the metrics have it, too. */
async function expectAlert(kind: string): Promise<ReceivedAlert | undefined> {
  await until(`there is an alert: ${kind}`, async () => takenAlerts(receiver, kind).length > 0);
  const [alert, ...others] = takenAlerts(receiver, kind);
  expect(others).toEqual([]);
  const { http } = network.node(0);
  const metrics = await (await fetch(`${http}/metrics`)).text();
  expect(metrics).toContain(`trellis_alerts_total{kind="${kind}"} 1`);
  const log = await readFile(
    join(nodeFolder(network.folder, network.node(0)), nodeFiles.log),
    'utf8',
  );
  const lines = log.split('\n').filter((line) => line.includes('"msg":"alert"'));
  expect(lines.filter((line) => line.includes(`"kind":"${kind}"`))).toHaveLength(1);
  const [asked] = network.transports;
  if (asked === undefined) throw new Error('no node');
  const { alerts } = await getWhy(asked);
  const { subject, detail } = alert ?? {};
  expect(alerts).toContainEqual(
    expect.objectContaining({ ...{ kind, severity: 'page', subject, detail } }),
  );
  return alert;
}

async function keyOf(index: number): Promise<SigningKey> {
  const folder = nodeFolder(network.folder, network.node(index));
  const password = (await readFile(join(folder, nodeFiles.password), 'utf8')).trim();
  const file = await readKeyFile(join(folder, nodeFiles.validatorKey));
  const { scheme, seed } = await decryptKeyFile(file, password);
  return createProvider('native').openKey(scheme, seed);
}

it('a validator that signs twice is told of with its address and the place', async () => {
  const [transport] = network.transports;
  if (transport === undefined) throw new Error('no node');
  await stopProcess(network.folder, network.node(3));
  const key = await keyOf(3);
  const [nodes, { chainId }] = await Promise.all([getNodes(transport), getStatus(transport)]);
  const liar = await startDoubleVoter({ network, index: 3, key, chainId, nodes });
  try {
    await until('node4 is convicted', async () => {
      const { blocks, waiting } = await getEvidence(transport);
      if (blocks.length + waiting.length === 0) {
        const { head } = await getStatus(transport);
        await liar.voteTwice(head.height + 1n);
      }
      return blocks.length > 0;
    });
  } finally {
    await liar.stop();
  }
  const alert = await expectAlert('equivocation');
  expect(alert).toMatchObject({
    node: 'node1',
    subject: formatAddress(keyAddress(key.scheme, key.publicKey)),
    detail: expect.stringMatching(/^it signed two different prevotes for height \d+, round 0$/),
  });
});

it('a chain that stalls is told of once', async () => {
  expect(takenAlerts(receiver, 'chain_stalled')).toEqual([]);
  // Of three with power, all are needed.
  await stopProcess(network.folder, network.node(2));
  const alert = await expectAlert('chain_stalled');
  expect(alert?.detail).toMatch(/^no block became final for \d+ s$/);
});
