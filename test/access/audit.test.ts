/** What the audit log of a running node says. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { accessFolder, auditFolder, verifyAudit } from '@trellis/api/access';
import type { Json } from '@trellis/protocol';
import type { Scope } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';
import { send, statusOf } from './raw.ts';

let node: GuardedNode;
beforeAll(async () => {
  // Open to anybody for one scope, as that is when another name in `Host` matters.
  node = await startGuardedNode({ anonymous: ['events'] });
});
afterAll(() => node?.remove());

async function call(secret: string, path: string, body?: Json) {
  const response = await fetch(`${node.url}${path}`, {
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const key = (scopes: readonly Scope[]) => node.makeKey({ scopes });

interface Entry {
  readonly event: string;
  readonly who: string;
  readonly what: string;
  readonly outcome: string;
  readonly number: string;
}

/** Every entry, in pages of a few. */
async function entries(): Promise<readonly Entry[]> {
  const { secret } = await key(['audit']);
  const all: Entry[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const { body } = await call(secret, `/v1/audit?after=${after}&limit=7`);
    expect(body.lines.length).toBeLessThanOrEqual(7);
    all.push(...body.lines.map(({ entry }: { entry: Entry }) => entry));
    after = body.next;
  }
  return all;
}

const about = (all: readonly Entry[], who: string): readonly string[] =>
  all
    .filter((one) => one.who === who)
    .map(({ event, what, outcome }) => `${event} ${what} ${outcome}`.trim());

describe('the audit log of a node', () => {
  it('has what an administrator did, and how it ended', async () => {
    const admin = await key(['admin']);
    const plan = {
      name: 'desk',
      scopes: ['read'],
      accounts: null,
      addresses: [],
      expires: null,
      boundTo: null,
    };
    const made = await call(admin.secret, '/v1/admin/api-keys', plan);
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const id: string = made.body.key.id;
    expect((await call(made.body.secret, '/v1/status')).status).toBe(200);
    const rotated = await call(admin.secret, `/v1/admin/api-keys/${id}/rotate`, {
      overlapHours: 1,
    });
    expect(rotated.body.key.replaces).toBe(id);
    expect((await call(made.body.secret, '/v1/status')).status).toBe(200);
    await call(admin.secret, `/v1/admin/api-keys/${id}/revoke`, null);
    expect((await call(made.body.secret, '/v1/status')).status).toBe(401);
    expect((await call(rotated.body.secret, '/v1/status')).status).toBe(200);
    const again = await call(admin.secret, `/v1/admin/api-keys/${id}/rotate`, { overlapHours: 1 });
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const list = await call(admin.secret, '/v1/admin/api-keys');
    expect(list.body.keys.map((one: { id: string }) => one.id)).toContain(id);
    expect(JSON.stringify(list.body)).not.toContain('secretHash');

    const all = await entries();
    expect(about(all, admin.id)).toEqual([
      'key_created test admin',
      'call POST /v1/admin/api-keys',
      `call POST /v1/admin/api-keys/${id}/rotate`,
      `call POST /v1/admin/api-keys/${id}/revoke`,
      `call POST /v1/admin/api-keys/${id}/rotate`,
      `call_failed POST /v1/admin/api-keys/${id}/rotate conflict`,
      'call GET /v1/admin/api-keys',
    ]);
    expect(about(all, id)).toEqual([
      'key_created desk read',
      'key_changed desk read',
      'key_revoked desk read, revoked',
      'refused GET /v1/status credential_revoked',
    ]);
    expect(JSON.stringify(all)).not.toContain(made.body.secret.slice(-43));
  });

  it('has who was refused', async () => {
    const reader = await key(['read']);
    expect((await call(reader.secret, '/v1/admin/api-keys')).status).toBe(403);
    expect(about(await entries(), reader.id)).toEqual([
      'key_created test read',
      'refused GET /v1/admin/api-keys insufficient_scope',
    ]);
  });

  it('has what was done to the file of keys while the node was away', async () => {
    const kept = await key(['read']);
    await call(kept.secret, '/v1/status');
    await node.running.stop();
    const other = await key(['read']);
    node = await node.restart();
    await rm(join(accessFolder(node.config.data), 'api-keys.json'));
    const all = await entries();
    expect(about(all, other.id)).toEqual(['key_created test read', 'key_removed']);
    expect(about(all, kept.id)).toEqual(['key_created test read', 'key_removed']);
    expect(all.filter(({ event }) => event === 'started')).toHaveLength(2);
    expect(all.map(({ number }) => Number(number))).toEqual(all.map((_one, index) => index + 1));
    expect((await verifyAudit(auditFolder(accessFolder(node.config.data)))).problem).toBeNull();
  });
});

describe('a node that is open to its machine for one scope', () => {
  it('opens that one without a key, and no other', async () => {
    const stream = await fetch(`${node.url}/v1/events`);
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    expect((await fetch(`${node.url}/v1/status`)).status).toBe(401);
  });

  it('does not answer under another name, to which a browser may have been led', async () => {
    const as = async (host: string) => {
      const request = `GET /v1/events?from=x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      return statusOf(await send(node.url, request));
    };
    for (const host of [
      'evil.example',
      'localhost.evil.example:26700',
      '10.0.0.1',
      '127.0.0.1.nip.io',
    ]) {
      expect(await as(host), host).toBe(421);
    }
    for (const host of ['localhost:26700', '127.0.0.1', '[::1]:26700']) {
      expect(await as(host), host).toBe(400);
    }
  });
});
