/** How a node serves the explorer: to anybody, from one folder, under a policy that keeps it to its node. */
import { gzipSync } from 'node:zlib';
import { buildPage } from '@trellis/explorer/build';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from '../access/node.ts';

let node: GuardedNode;
beforeAll(async () => {
  await buildPage();
  node = await startGuardedNode();
});
afterAll(() => node?.remove());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${node.url}${path}`, { headers, redirect: 'manual' });

/** Names of the files that the page loads. */
async function assets(): Promise<readonly string[]> {
  const html = await (await get('/explorer/')).text();
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, path]) => path ?? []);
}

const verificationWorker = /verification-worker-[\w-]+\.js/;
/** How a module of WebAssembly begins (its magic number and version), in base64. */
const webAssembly = Buffer.from('\0asm\x01\0').toString('base64');

/** What checks proofs says where one fails: of a header, an entry of the state, a block and a transaction. */
const checks = [
  'the certificate is for another block',
  'does not lead to the state root',
  'the transactions listed are not those',
  'the receipt is not the one in block',
  'the changes of the validators are out of order',
];
const checksScript = /checks-[\w-]+\.js/;

/** In kilobytes, gzipped, with little to spare: what is loaded by mistake is noticed. */
const budgets = { initial: 110, checks: 10, worker: 48, wallet: 125 };

const textOf = async (path: string): Promise<string> =>
  (await get(path, { 'accept-encoding': 'identity' })).text();
const kilobytes = (text: string): number => gzipSync(text).length / 1_000;
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

describe('the explorer at a node', () => {
  it('is where one begins', async () => {
    for (const path of ['/', '/explorer']) {
      const { status, headers } = await get(path);
      expect([status, headers.get('location')]).toEqual([302, '/explorer/']);
    }
  });

  it('is one document at every place, for callers that the API asks for a key', async () => {
    expect((await get('/v1/status')).status).toBe(401);
    const texts = await Promise.all(
      ['/explorer/', '/explorer/block/5', '/explorer/account/trellis1x'].map(async (path) => {
        const response = await get(path);
        expect(response.status).toBe(200);
        expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
        return response.text();
      }),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('may run what it came with, ask its node, and nothing else', async () => {
    const { headers } = await get('/explorer/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toContain("default-src 'none'");
    // WebAssembly is compiled from what the page came with; of scripts nothing is evaluated.
    expect(policy.split('; ')).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(
      policy
        .replace(" 'wasm-unsafe-eval'", '')
        .replaceAll(/[a-z]+-(src|uri|action|ancestors) '(self|none)'(; )?/g, ''),
    ).toBe('');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('has nothing in it that the policy would refuse, and nothing from outside', async () => {
    const html = await (await get('/explorer/')).text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=|https?:/);
    for (const path of await assets()) expect(path).toMatch(/^\/explorer\//);
  });

  it('sends files that never change as such, and small', async () => {
    const script = (await assets()).find((path) => path.endsWith('.js'));
    if (script === undefined) throw new Error('no script');
    const packed = await get(script, { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('cache-control')).toContain('immutable');
    const plain = await get(script, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await packed.text());
    expect((await get('/explorer/')).headers.get('cache-control')).toBe('no-cache');
  });

  it('begins with scripts that check nothing, and loads what does after them, within a budget for each', async () => {
    const scripts = (await assets()).filter((path) => path.endsWith('.js'));
    const initial = await Promise.all(scripts.map(textOf));
    for (const text of initial) {
      expect(text).not.toContain('escape_formulas');
      for (const check of checks) expect(text).not.toContain(check);
      expect(text).not.toMatch(verificationWorker);
      expect(text).not.toContain(webAssembly);
    }
    expect(sum(initial.map(kilobytes))).toBeLessThan(budgets.initial);

    const [name = ''] = checksScript.exec(initial.join('\n')) ?? [];
    const loaded = await textOf(`/explorer/assets/${name}`);
    for (const check of checks) expect(loaded).toContain(check);
    expect(kilobytes(loaded)).toBeLessThan(budgets.checks);
    // Of what checks signatures it has the name alone: the worker is loaded when there is a first one.
    expect(loaded).not.toContain(webAssembly);
    const [worker] = verificationWorker.exec(loaded) ?? [];
    const verifier = await textOf(`/explorer/assets/${worker}`);
    expect(verifier).toContain(webAssembly);
    expect(kilobytes(verifier)).toBeLessThan(budgets.worker);
  });

  it('comes with the wallet, whose worker that signs may reach nobody', async () => {
    const html = await (await get('/wallet/')).text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=|https?:/);
    const scripts = [...html.matchAll(/"\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path);
    const initial = await Promise.all(scripts.map((path) => textOf(`/wallet/${path}`)));
    expect(sum(initial.map(kilobytes))).toBeLessThan(budgets.wallet);
    const worker = /signing-worker-[\w-]+\.js/.exec(initial.join('\n'))?.[0];
    const { status, headers } = await get(`/wallet/assets/${worker}`);
    expect([status, headers.get('content-security-policy')]).toEqual([200, "default-src 'none'"]);
    const page = (await get('/wallet/')).headers.get('content-security-policy');
    expect(page).toBe((await get('/explorer/')).headers.get('content-security-policy'));
    expect(await (await get('/wallet/settings.json')).json()).toEqual({ nodes: [], wallet: true });
  });

  it.each([
    '/wallet/..%2f..%2fpackage.json',
    '/explorer/assets/none.js',
    '/explorer/..%2f..%2fpackage.json',
    '/explorer/%2e%2e/%2e%2e/package.json',
    '/explorer/assets/..%5c..%5cpackage.json',
  ])('has nothing else: %s', async (path) => {
    const response = await get(path);
    const text = await response.text();
    expect(response.status).toBe(404);
    expect(text).toContain('"code":"not_found"');
  });

  it('comes without the wallet where the operator does not want one', async () => {
    node = await node.restart({ http: { ...node.config.http, wallet: false } });
    for (const path of ['/wallet/', '/wallet', '/wallet/settings.json']) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/explorer/')).status).toBe(200);
    const settings = await (await get('/explorer/settings.json')).json();
    expect(settings).toEqual({ nodes: [], wallet: false });
  });

  it('is not built twice', async () => {
    expect(await buildPage()).toBe('current');
  });
});
