/** Every route of the table, called with every kind of credential. */

import { defaultHttpConfig, routes } from '@trellis/api';
import { formatAddress } from '@trellis/crypto';
import { type Scope, scopes } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

type Route = (typeof routes)[number];

let node: GuardedNode;
let expired: string;
beforeAll(async () => {
  const often = { perSecond: 100_000, burst: 100_000 };
  const { limits } = defaultHttpConfig;
  node = await startGuardedNode({
    limits: { ...limits, perAddress: often, perKey: often, failuresPerMinute: 100_000 },
  });
  const lifeMs = 1_000;
  expired = (await node.makeKey({ scopes, expires: BigInt(Date.now() + lifeMs) })).secret;
  await new Promise((resolve) => {
    setTimeout(resolve, lifeMs);
  });
}, 60_000);
afterAll(() => node?.remove());

/** The path with something real for each of its parameters. */
function pathOf({ path }: Route): string {
  return path
    .replace('{address}', formatAddress(node.treasury))
    .replace('{asset}', 'EUR')
    .replace('{height}', 'latest')
    .replace('{number}', '1')
    .replace('{key}', '0'.repeat(16))
    .replace(/\{(id|hold)\}/, 'a'.repeat(64));
}

async function call(route: Route, authorization?: string, method: string = route.method) {
  const response = await fetch(`${node.url}${pathOf(route)}`, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(route.method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: '{}' }),
  });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? '' : await response.text();
  await (isStream ? response.body?.cancel() : undefined);
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    code: /"code":"([a-z_]+)"/.exec(text)?.[1],
  };
}

const bearer = ({ secret }: { readonly secret: string }): string => `Bearer ${secret}`;
const refusals = new Set([401, 403, 429, 500]);

const guarded = routes.filter(({ access }) => access !== 'open' && access !== 'client');
const forClients = routes.filter(({ access }) => access === 'client');

describe('the table', () => {
  it('asks for a credential on every route but those for anybody', () => {
    expect(guarded.length).toBeGreaterThan(25);
    for (const { access } of guarded) expect(scopes).toContain(access);
  });

  it('has no path parameter that this test does not know', () => {
    for (const route of routes) expect(pathOf(route)).not.toMatch(/[{}]/);
  });
});

describe.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_name, route) => {
    const needed = route.access as Scope;

    it('asks for a credential', async () => {
      const answer = await call(route);
      expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' });
      expect(answer.challenge).toBe('Bearer realm="trellis"');
    });

    it('knows no key that was not made here', async () => {
      const real = await node.makeKey({ scopes: [needed] });
      const wrongSecret = `${real.secret.slice(0, -4)}AAAA`;
      const unknown = real.secret.replace(real.id, 'f'.repeat(16));
      const garbage = ['Bearer x', 'Bearer', `Basic ${btoa(`${real.id}:x`)}`, real.secret];
      for (const one of [`Bearer ${wrongSecret}`, `Bearer ${unknown}`, ...garbage]) {
        expect(await call(route, one), one).toMatchObject({
          status: 401,
          code: 'invalid_credential',
        });
      }
    });

    it('refuses one that has expired', async () => {
      const answer = await call(route, `Bearer ${expired}`);
      expect(answer).toMatchObject({ status: 401, code: 'credential_expired' });
      expect(answer.challenge).toBe('Bearer realm="trellis", error="invalid_token"');
    });

    it('refuses one that was revoked, from that moment on', async () => {
      const key = await node.makeKey({ scopes: [needed] });
      expect(refusals).not.toContain((await call(route, bearer(key))).status);
      await node.revoke(key.id);
      expect(await call(route, bearer(key))).toMatchObject({
        status: 401,
        code: 'credential_revoked',
      });
    });

    it('refuses every other scope', async () => {
      const key = await node.makeKey({ scopes: scopes.filter((scope) => scope !== needed) });
      const answer = await call(route, bearer(key));
      expect(answer).toMatchObject({ status: 403, code: 'insufficient_scope' });
      expect(answer.challenge).toContain(`scope="${needed}"`);
    });

    it('refuses one from another address', async () => {
      const key = await node.makeKey({ scopes: [needed], addresses: ['192.0.2.0/24', '::2/128'] });
      expect(await call(route, bearer(key))).toMatchObject({
        status: 403,
        code: 'address_not_permitted',
      });
    });

    it('opens to the right scope and address', async () => {
      const key = await node.makeKey({ scopes: [needed], addresses: ['127.0.0.0/8'] });
      expect(refusals).not.toContain((await call(route, bearer(key))).status);
    });

    it('is as closed to HEAD', async () => {
      if (route.method !== 'GET') return;
      const isStream = route.answers[200]?.mediaType === 'text/event-stream';
      expect((await call(route, undefined, 'HEAD')).status).toBe(isStream ? 405 : 401);
    });

    it('keeps a key that is limited to an account to it', async () => {
      const key = await node.makeKey({ scopes: [needed], accounts: [node.operator] });
      const { status, code } = await call(route, bearer(key));
      switch (route.accounts ?? 'all') {
        case 'all':
        case 'path':
          expect({ status, code }).toEqual({ status: 403, code: 'account_not_permitted' });
          break;
        case 'none':
          expect(refusals).not.toContain(status);
          break;
        case 'checked':
          // Of those, what the handler finds decides: see accounts.test.ts.
          expect(status).not.toBe(401);
      }
    });
  },
);

describe.each(forClients.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s, for OAuth clients',
  (_name, route) => {
    const basic = (id: string, secret: string): string => `Basic ${btoa(`${id}:${secret}`)}`;
    const refusedAs = (code: string) => ({
      status: 401,
      code,
      challenge: 'Basic realm="trellis"',
    });

    it('asks for a key, as Basic authentication and no other', async () => {
      const { id, secret } = await node.makeKey({});
      expect(await call(route)).toEqual(refusedAs('unauthenticated'));
      for (const one of [
        bearer({ secret }),
        basic(id, 'x'),
        basic('0'.repeat(16), secret),
        basic(`${id}:x`, secret),
        basic('', ''),
        'Basic',
      ]) {
        expect(await call(route, one), one).toEqual(refusedAs('invalid_credential'));
      }
    });

    it('refuses one that ended, or comes from elsewhere', async () => {
      const [, expiredId = ''] = /^trellis_([0-9a-f]+)_/.exec(expired) ?? [];
      expect(await call(route, basic(expiredId, expired))).toEqual(refusedAs('credential_expired'));
      const { id, secret } = await node.makeKey({ addresses: ['192.0.2.0/24'] });
      expect(await call(route, basic(id, secret))).toEqual(refusedAs('address_not_permitted'));
      await node.revoke(id);
      expect(await call(route, basic(id, secret))).toEqual(refusedAs('credential_revoked'));
    });

    it('opens to the right one, and asks for a form', async () => {
      const { id, secret } = await node.makeKey({});
      expect(await call(route, basic(id, secret))).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      });
    });
  },
);

describe.each(
  routes.filter(({ access }) => access === 'open').map((route) => [route.path, route] as const),
)('%s, for anybody', (_path, route) => {
  it('takes no notice of credentials', async () => {
    expect((await call(route)).status).toBe(200);
    expect((await call(route, 'Bearer x')).status).toBe(200);
  });
});
