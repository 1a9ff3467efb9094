/** Pages of other origins: what a browser is told of them, by the headers alone. `test/browser` has a real browser. */
import { httpConfigCodec } from '@trellis/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const shop = 'https://shop.example';
const stranger = 'https://stranger.example';

let node: GuardedNode;
let secret: string;
beforeAll(async () => {
  node = await startGuardedNode();
  ({ secret } = await node.makeKey({ scopes: ['read'] }));
});
afterAll(() => node?.remove());

async function allow(...allowedOrigins: readonly string[]): Promise<void> {
  const { http } = node.config;
  node = await node.restart({ http: { ...http, allowedOrigins } });
}

const ask = (origin: string | null, method = 'GET', headers: Record<string, string> = {}) =>
  fetch(`${node.url}/v1/status`, {
    method,
    headers: { ...(origin === null ? {} : { origin }), ...headers },
  });

const preflight = (origin: string) =>
  ask(origin, 'OPTIONS', {
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization',
  });

const corsHeaders = ({ headers }: Response): readonly string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('a node that names no origin', () => {
  it('tells none that it may, and answers no preflight', async () => {
    for (const answer of [await ask(shop), await preflight(shop)]) {
      expect(corsHeaders(answer)).toEqual([]);
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
    expect((await preflight(shop)).status).toBe(405);
  });
});

describe('a node that names an origin', () => {
  beforeAll(() => allow(shop));

  it('lets it read answers, errors too, and says that they depend on who asks', async () => {
    const credential = { authorization: `Bearer ${secret}` };
    for (const [status, headers] of [
      [200, credential],
      [401, {}],
    ] as const) {
      const answer = await ask(shop, 'GET', headers);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe(shop);
      expect(answer.headers.get('vary')).toBe('Origin');
    }
    expect((await ask(null, 'GET', credential)).headers.get('vary')).toBe('Origin');
  });

  it('answers its preflights for two hours, credentials included, never cookies', async () => {
    const answer = await preflight(shop);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(answer.headers.get('access-control-max-age')).toBe('7200');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it('tells no other origin anything', async () => {
    for (const origin of [stranger, 'null', `${shop}.evil.example`, 'http://shop.example', '*']) {
      expect(corsHeaders(await ask(origin))).toEqual([]);
      expect((await preflight(origin)).status).toBe(405);
    }
  });

  it('counts preflights as calls', async () => {
    const { perAddress } = node.config.http.limits;
    const answer = await preflight(shop);
    expect(perAddress.burst).toBeGreaterThan(0);
    expect(answer.status).toBe(204);
    const { http } = node.config;
    const few = { ...http.limits, perAddress: { perSecond: 1, burst: 3 } };
    node = await node.restart({ http: { ...http, limits: few, allowedOrigins: [shop] } });
    const statuses = [];
    for (let call = 0; call < 8; call++) statuses.push((await preflight(shop)).status);
    expect(statuses).toContain(429);
  });
});

describe('a node that allows every origin', () => {
  beforeAll(async () => {
    const { http } = node.config;
    node = await node.restart({
      http: { ...http, limits: { ...http.limits, perAddress: { perSecond: 200, burst: 1_000 } } },
    });
    await allow('*', shop);
  });

  it('takes credentials only of pages whose origin is named', async () => {
    expect((await ask(stranger)).headers.get('access-control-allow-origin')).toBe('*');
    const strangers = await preflight(stranger);
    expect(strangers.headers.get('access-control-allow-headers')).not.toContain('authorization');
    const named = await preflight(shop);
    expect(named.headers.get('access-control-allow-origin')).toBe(shop);
    expect(named.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});

it.each([
  'shop.example',
  'https://shop.example/',
  'https://Shop.example',
  'https://a:443',
  'file://',
  'null',
  '',
])('%s is no origin for a configuration', (origin) => {
  const json = httpConfigCodec.toJson(node.config.http);
  expect(() => httpConfigCodec.fromJson({ ...(json as object), allowedOrigins: [origin] })).toThrow(
    /origin/,
  );
});
