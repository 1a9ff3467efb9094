/** `trellis wallet serve`: to browsers on this machine alone, with the node behind it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildPage } from '@trellis/explorer/build';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';
import { expectValid } from '../documents/expect-document.ts';

const trellis = fileURLToPath(import.meta.resolve('@trellis/cli/main'));

let node: GuardedNode;
let serving: ChildProcess;
let told: { readonly url: string; readonly node: string };
let url: string;

beforeAll(async () => {
  await buildPage();
  node = await startGuardedNode();
  serving = spawn(
    process.execPath,
    [trellis, 'wallet', 'serve', '--port', '0', '--node', node.url, '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (serving.stdout === null) throw new Error('no output');
  const [line] = await Promise.race([
    once(createInterface(serving.stdout), 'line'),
    once(serving, 'exit').then(([code]) => {
      throw new Error(`it ended with ${code}`);
    }),
  ]);
  told = JSON.parse(String(line));
  url = told.url.replace('localhost', '127.0.0.1');
});
afterAll(async () => {
  serving?.kill('SIGKILL');
  await node?.remove();
});

/** With headers that `fetch` would not send. */
async function ask(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const asked = request(`${url}${path}`, { headers }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
}

describe('the wallet on this machine', () => {
  it('says where it is, as its schema says', () => {
    expectValid('wallet serve', told);
    expect(told.url).toMatch(/^http:\/\/localhost:\d+\/$/);
  });

  it('is served with the policies of a node, and the node’s answers come through', async () => {
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self';");
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const answer = await fetch(`${url}v1/status`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ status: 401 });
    // What a node that lies sends as a page runs nothing beside the keys.
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const settings = await fetch(`${url}settings.json`);
    expect(await settings.json()).toEqual({ nodes: [], wallet: true, node: node.url });
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });

  it('passes on what owners do with consents, and nothing that is for clients', async () => {
    const metadata = await fetch(`${url}.well-known/oauth-authorization-server`);
    expect(await metadata.json()).toMatchObject({ issuer: node.url });
    const request = `oauth/requests/${'A'.repeat(43)}`;
    for (const [path, method, code] of [
      [request, 'GET', 'not_found'],
      [`${request}/refuse`, 'POST', 'not_found'],
      ['oauth/consents', 'POST', 'malformed'],
      ['oauth/consents/revoke', 'POST', 'malformed'],
    ] as const) {
      const body = path.startsWith('oauth/consents') ? '{}' : null;
      const headers = body === null ? {} : { 'content-type': 'application/json' };
      const answer = await fetch(`${url}${path}`, { method, body, headers });
      expect(await answer.json(), path).toMatchObject({ code });
      expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox/);
    }
    for (const path of ['oauth/token', 'oauth/par', 'oauth/authorize', 'oauth/introspect']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    }
    expect(await ask(request, { 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it.each(['assets/none.js', '..%2fpackage.json', 'explorer/', 'v2/status'])(
    'has nothing else: %s',
    async (path) => {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    },
  );

  it('answers neither under another name, nor other sites', async () => {
    const { host } = new URL(url);
    expect(await ask('', { host: 'evil.example' })).toBe(421);
    expect(await ask('', { host: `evil.example:${host.split(':')[1]}` })).toBe(421);
    for (const site of ['cross-site', 'same-site']) {
      expect(await ask('v1/status', { 'sec-fetch-site': site })).toBe(403);
    }
    expect(await ask('v1/status', { 'sec-fetch-site': 'same-origin' })).toBe(401);
  });

  it('says that the node does not answer, and ends when it is told to', async () => {
    await node.remove();
    expect((await fetch(`${url}v1/status`)).status).toBe(502);
    serving.kill('SIGTERM');
    const [code] = await once(serving, 'exit');
    expect(code).toBe(0);
  });
});
