/** Alerts about calls, on their way to another system, which refuses each of them first. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultAlertsConfig, type NodeConfig } from '@trellis/node';
import { afterEach, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';
import {
  isSigned,
  startReceiver,
  takenAlerts,
  type WebhookReceiver,
  webhookSecret,
} from './webhook-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function receive(): Promise<WebhookReceiver> {
  const receiver = await startReceiver();
  closers.push(receiver.close);
  return receiver;
}

async function start(
  url: string,
  thresholds: Partial<NodeConfig['alerts']> = {},
): Promise<GuardedNode> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-alerts-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const secretFile = join(folder, 'secret');
  await writeFile(secretFile, `${webhookSecret}\n`, { mode: 0o600 });
  const node = await startGuardedNode({}, undefined, {
    ...defaultAlertsConfig,
    ...thresholds,
    webhook: { url, secretFile },
  });
  closers.push(() => node.remove());
  return node;
}

/** The answer to a call from one of this machine's addresses. */
function callFrom(
  localAddress: string,
  { url }: GuardedNode,
  credential?: string,
): Promise<number | undefined> {
  const headers = credential === undefined ? {} : { authorization: `Bearer ${credential}` };
  return new Promise((resolve, reject) => {
    request(`${url}/v1/status`, { localAddress, headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

/** The alert, once it was delivered; it is in the log and the metrics, too. */
async function expectAlert(node: GuardedNode, receiver: WebhookReceiver, kind: string) {
  await expect.poll(() => takenAlerts(receiver, kind).length).toBe(1);
  const [alert] = takenAlerts(receiver, kind);
  const { secret } = await node.makeKey({ scopes: ['metrics'] });
  const headers = { authorization: `Bearer ${secret}` };
  const metrics = await (await fetch(`${node.url}/metrics`, { headers })).text();
  expect(metrics).toContain(`trellis_alerts_total{kind="${kind}"} 1`);
  const log = node.log.join('\n');
  expect(log).toContain(`alert {"kind":"${kind}","subject":"${alert?.subject}"`);
  expect(log).toContain('it answered 500');
  return alert;
}

describe('alerts reach the webhook signed, again after a failure', () => {
  it('of wrong credentials', async () => {
    const receiver = await receive();
    const node = await start(receiver.url, { failuresPerMinute: 2 });
    const wrong = `trellis_${'a'.repeat(16)}_${'b'.repeat(43)}`;
    for (const _ of [1, 2]) expect(await callFrom('127.0.0.1', node, wrong)).toBe(401);
    expect(await expectAlert(node, receiver, 'failed_authentication')).toMatchObject({
      node: 'node1',
      subject: '127.0.0.1',
      detail: '2 credentials were refused within a minute',
    });
    for (const delivery of receiver.deliveries) {
      expect(isSigned({ ...delivery, body: `${delivery.body} ` })).toBe(false);
      expect(isSigned(delivery, `${webhookSecret}0`)).toBe(false);
    }
    const log = node.log.join('\n');
    for (const text of [webhookSecret, 'b'.repeat(43)]) expect(log).not.toContain(text);
  });

  it('of a spike of refused calls, wherever they come from', async () => {
    const receiver = await receive();
    const node = await start(receiver.url, { refusalsPerMinute: 4 });
    for (const host of [1, 2, 3, 4]) expect(await callFrom(`127.0.0.${host}`, node)).toBe(401);
    expect(await expectAlert(node, receiver, 'refusals')).toMatchObject({
      subject: '',
      detail: '4 calls were refused within a minute',
    });
  });

  it('of a key that comes from an address where it never came from', async () => {
    const receiver = await receive();
    const node = await start(receiver.url);
    const { id, secret } = await node.makeKey({});
    for (const host of [1, 1, 2, 2]) {
      expect(await callFrom(`127.0.0.${host}`, node, secret)).toBe(200);
    }
    expect(await expectAlert(node, receiver, 'key_new_address')).toMatchObject({
      subject: id,
      detail: 'the key was used from 127.0.0.2, where it never came from',
    });
    expect(receiver.deliveries.length).toBe(2);
  });
});

it('alerts are not sent with a secret that others can read: the node does not start', async () => {
  const node = await start('http://127.0.0.1:9/alerts');
  const { webhook } = node.config.alerts;
  await chmod(webhook?.secretFile ?? '', 0o644);
  await expect(node.restart()).rejects.toThrow(/alerts\.webhook\.secretFile: .*chmod 600/);
  await rm(webhook?.secretFile ?? '');
  await mkdir(webhook?.secretFile ?? '');
  await expect(node.restart()).rejects.toThrow(/alerts\.webhook\.secretFile: .*is not a file/);
});
