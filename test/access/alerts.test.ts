/** Alerts on their way to another system, which refuses them first. */

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultAlertsConfig, webhookSignature } from '@trellis/node';
import { afterEach, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const secret = '0123456789abcdef0123456789abcdef';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Delivery {
  readonly signature: string;
  readonly body: string;
}

/** A receiver that answers 500 to the first of what it gets. */
async function startReceiver() {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      deliveries.push({ signature: String(request.headers['trellis-signature']), body });
      response.writeHead(deliveries.length === 1 ? 500 : 204).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/alerts`, deliveries };
}

async function start(url: string): Promise<GuardedNode> {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-alerts-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const secretFile = join(folder, 'secret');
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
  const node = await startGuardedNode({}, undefined, {
    ...defaultAlertsConfig,
    failuresPerMinute: 2,
    webhook: { url, secretFile },
  });
  closers.push(() => node.remove());
  return node;
}

describe('alerts', () => {
  it('reach the webhook signed, again after a failure, and are in the log and the metrics', async () => {
    const { url, deliveries } = await startReceiver();
    const node = await start(url);
    const wrong = `Bearer trellis_${'a'.repeat(16)}_${'b'.repeat(43)}`;
    for (const _ of [1, 2]) {
      const headers = { authorization: wrong };
      expect((await fetch(`${node.url}/v1/status`, { headers })).status).toBe(401);
    }
    await expect.poll(() => deliveries.length, { timeout: 10_000 }).toBe(2);
    const [first, second] = deliveries;
    // The same alert, with its id, so that a receiver can tell.
    expect(second?.body).toBe(first?.body);
    const alert = JSON.parse(second?.body ?? '');
    expect(alert).toMatchObject({
      kind: 'failed_authentication',
      node: 'node1',
      subject: '127.0.0.1',
      detail: '2 credentials were refused within a minute',
    });
    for (const { signature, body } of deliveries) {
      const seconds = Number(/^t=(\d+),/.exec(signature)?.[1]);
      expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(60);
      expect(signature).toBe(webhookSignature(secret, seconds, body));
      expect(signature).not.toBe(webhookSignature(secret, seconds, `${body} `));
      expect(signature).not.toBe(webhookSignature(`${secret}0`, seconds, body));
    }
    const { secret: key } = await node.makeKey({ scopes: ['metrics'] });
    const headers = { authorization: `Bearer ${key}` };
    const metrics = await (await fetch(`${node.url}/metrics`, { headers })).text();
    expect(metrics).toContain('trellis_alerts_total{kind="failed_authentication"} 1');
    const log = node.log.join('\n');
    expect(log).toContain('alert {"kind":"failed_authentication"');
    expect(log).toContain('it answered 500');
    for (const text of [secret, 'b'.repeat(43)]) expect(log).not.toContain(text);
  });

  it('are not sent with a secret that others can read: the node does not start', async () => {
    const node = await start('http://127.0.0.1:9/alerts');
    const { webhook } = node.config.alerts;
    await chmod(webhook?.secretFile ?? '', 0o644);
    await expect(node.restart()).rejects.toThrow(/alerts\.webhook\.secretFile: .*chmod 600/);
  });
});
