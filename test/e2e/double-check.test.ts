/** A node whose verifier goes wrong ends, follows without a vote, and votes again when an operator has looked. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { getStatus } from '@trellis/client';
import { createProvider, type SignatureClaim } from '@trellis/crypto';
import { defaultAlertsConfig, readConfig, readDifference } from '@trellis/node';
import type { StatusResponse } from '@trellis/protocol/http-api';
import { nodeFiles, nodeFolder, startProcess, stopProcess, untilReady } from '@trellis/testnet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startReceiver,
  takenAlerts,
  type WebhookReceiver,
  webhookSecret,
} from '../access/webhook-receiver.ts';
import { startNetwork, type TestNetwork } from './network.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let network: TestNetwork;
let receiver: WebhookReceiver;
let child: ChildProcess | undefined;

beforeAll(async () => {
  receiver = await startReceiver();
  network = await startNetwork({ scheme: 'ml-dsa-44', consensus: { heartbeatMs: 500 } });
});

afterAll(async () => {
  child?.kill('SIGKILL');
  await network?.remove();
  await receiver?.close();
});

const index = 3;
const configPath = (): string =>
  join(nodeFolder(network.folder, network.node(index)), nodeFiles.config);

async function changeConfig(): Promise<void> {
  const folder = nodeFolder(network.folder, network.node(index));
  await writeFile(join(folder, 'webhook.secret'), webhookSecret, { mode: 0o600 });
  const config: object = JSON.parse(await readFile(configPath(), 'utf8'));
  const webhook = { url: receiver.url, secretFile: 'webhook.secret' };
  const alerts = { ...defaultAlertsConfig, webhook };
  const crypto = { expandedKeys: 100, doubleCheck: 1 };
  await writeFile(configPath(), JSON.stringify({ ...config, alerts, crypto }));
}

async function status(): Promise<StatusResponse> {
  const transport = network.transports[index];
  if (transport === undefined) throw new Error('no node');
  return getStatus(transport);
}

async function restart(): Promise<void> {
  await startProcess(network.folder, network.node(index));
  await untilReady(network.folder, network.manifest, network.node(index));
}

async function untilBlockAfter(height: bigint): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await status()).head.height <= height) {
    if (Date.now() > deadline) throw new Error(`no block after ${height}`);
    await pause(50);
  }
}

async function acknowledge(): Promise<number | null> {
  const program = fileOf('../../packages/cli/src/main.js');
  const command = spawn(
    process.execPath,
    [program, '--home', network.home, 'acknowledge', '--of', network.node(index).name],
    { stdio: 'ignore' },
  );
  const [code] = await once(command, 'exit');
  return code;
}

it('ends with a code of its own, the claim in a file, and an alert', async () => {
  await stopProcess(network.folder, network.node(index));
  await changeConfig();
  child = spawn(
    process.execPath,
    [
      '--import',
      new URL('./wrong-verifier.ts', import.meta.url).href,
      fileOf('../../packages/node/src/main.ts'),
      configPath(),
    ],
    { stdio: 'ignore' },
  );
  const [code] = await once(child, 'exit');
  expect(code).toBe(5);
  expect(takenAlerts(receiver, 'verifier_difference')).toHaveLength(1);

  const { data } = await readConfig(configPath());
  const difference = await readDifference(data);
  if (difference === null) throw new Error('there is no file');
  expect([difference.validByWebAssembly, difference.validByOpenssl]).toEqual([false, true]);
  const claim = {
    scheme: difference.scheme,
    purpose: difference.purpose,
    publicKey: Uint8Array.fromHex(difference.publicKey),
    message: Uint8Array.fromHex(difference.message),
    signature: Uint8Array.fromHex(difference.signature),
  } as SignatureClaim;
  expect(await createProvider('native', { expandedKeys: 0 }).verify(claim)).toBe(true);
});

it('follows without a vote after a restart, and votes when it was acknowledged', async () => {
  await restart();
  const { head, node } = await status();
  expect(node.validator).toBeNull();
  expect(node.mlDsa).toEqual({ verifiedBy: 'provider', problem: null });
  await untilBlockAfter(head.height + 2n);

  expect(await acknowledge()).toBe(0);
  expect(await acknowledge()).toBe(2);
  await stopProcess(network.folder, network.node(index));
  await restart();
  const again = await status();
  expect(again.node.validator).not.toBeNull();
  expect(again.node.mlDsa?.verifiedBy).toBe('webAssembly');
  await untilBlockAfter(again.head.height + 2n);
});
