/** Every endpoint of the table, called with every kind of credential. */

import { defaultHttpConfig } from '@trellis/api';
import { formatAddress } from '@trellis/crypto';
import {
  errorsOf,
  hasHead,
  listEndpoints,
  type NamedEndpoint,
  type Scope,
  scopes,
} from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const endpoints = listEndpoints();

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
});
afterAll(() => node?.remove());

/** The path with something real for each of its parameters. */
function pathOf({ path }: NamedEndpoint): string {
  return path
    .replace('{address}', formatAddress(node.treasury))
    .replace('{asset}', 'EUR')
    .replace('{alias}', '@alice')
    .replace('{mandate}', 'a'.repeat(64))
    .replace('{height}', 'latest')
    .replace('{request}', 'A'.repeat(43))
    .replace('{number}', '1')
    .replace('{key}', '0'.repeat(16))
    .replace(/\{(id|hold)\}/, 'a'.repeat(64));
}

async function call(
  endpoint: NamedEndpoint,
  authorization?: string,
  method: string = endpoint.method,
) {
  const response = await fetch(`${node.url}${pathOf(endpoint)}`, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(endpoint.body && { 'content-type': endpoint.body.mediaTypes[0] }),
    },
    ...(method === 'POST' && endpoint.body && { body: '{}' }),
  });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? '' : await response.text();
  await (isStream ? response.body?.cancel() : undefined);
  const { status, headers } = response;
  const code = /"code":"([a-z_]+)"/.exec(text)?.[1];
  // Whatever goes wrong is what the document says can go wrong.
  if (status >= 400 && code !== undefined) expect(errorsOf(endpoint)).toContain(code);
  return { status, challenge: headers.get('www-authenticate'), code };
}

const bearer = ({ secret }: { readonly secret: string }): string => `Bearer ${secret}`;
const refusals = new Set([401, 403, 429, 500]);

const guarded = endpoints.filter(({ access }) => access !== 'open' && access !== 'client');
const forClients = endpoints.filter(({ access }) => access === 'client');

describe('the table', () => {
  it('asks for a credential on every endpoint but those for anybody', () => {
    expect(guarded.length).toBeGreaterThan(25);
    for (const { access } of guarded) expect(scopes).toContain(access);
  });

  it('has no path parameter that this test does not know', () => {
    for (const endpoint of endpoints) expect(pathOf(endpoint)).not.toMatch(/[{}]/);
  });
});

describe.each(
  guarded.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
)('%s', (_name, endpoint) => {
  const needed = endpoint.access as Scope;

  it('asks for a credential', async () => {
    const answer = await call(endpoint);
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.challenge).toBe('Bearer realm="trellis"');
  });

  it('knows no key that was not made here', async () => {
    const real = await node.makeKey({ scopes: [needed] });
    const wrongSecret = `${real.secret.slice(0, -4)}AAAA`;
    const unknown = real.secret.replace(real.id, 'f'.repeat(16));
    const garbage = ['Bearer x', 'Bearer', `Basic ${btoa(`${real.id}:x`)}`, real.secret];
    for (const one of [`Bearer ${wrongSecret}`, `Bearer ${unknown}`, ...garbage]) {
      expect(await call(endpoint, one), one).toMatchObject({
        status: 401,
        code: 'invalid_credential',
      });
    }
  });

  it('refuses one that has expired', async () => {
    const answer = await call(endpoint, `Bearer ${expired}`);
    expect(answer).toMatchObject({ status: 401, code: 'credential_expired' });
    expect(answer.challenge).toBe('Bearer realm="trellis", error="invalid_token"');
  });

  it('refuses one that was revoked, from that moment on', async () => {
    const key = await node.makeKey({ scopes: [needed] });
    expect(refusals).not.toContain((await call(endpoint, bearer(key))).status);
    await node.revoke(key.id);
    expect(await call(endpoint, bearer(key))).toMatchObject({
      status: 401,
      code: 'credential_revoked',
    });
  });

  it('refuses every other scope', async () => {
    const key = await node.makeKey({ scopes: scopes.filter((scope) => scope !== needed) });
    const answer = await call(endpoint, bearer(key));
    expect(answer).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(answer.challenge).toContain(`scope="${needed}"`);
  });

  it('refuses one from another address', async () => {
    const key = await node.makeKey({ scopes: [needed], addresses: ['192.0.2.0/24', '::2/128'] });
    expect(await call(endpoint, bearer(key))).toMatchObject({
      status: 403,
      code: 'address_not_permitted',
    });
  });

  it('opens to the right scope and address', async () => {
    const key = await node.makeKey({ scopes: [needed], addresses: ['127.0.0.0/8'] });
    expect(refusals).not.toContain((await call(endpoint, bearer(key))).status);
  });

  it('is as closed to HEAD', async () => {
    if (endpoint.method !== 'GET') return;
    expect((await call(endpoint, undefined, 'HEAD')).status).toBe(hasHead(endpoint) ? 401 : 405);
  });

  it('keeps a key that is limited to an account to it', async () => {
    const key = await node.makeKey({ scopes: [needed], accounts: [node.operator] });
    const { status, code } = await call(endpoint, bearer(key));
    switch (endpoint.accounts) {
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
});

describe.each(
  forClients.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
)('%s, for OAuth clients', (_name, endpoint) => {
  const basic = (id: string, secret: string): string => `Basic ${btoa(`${id}:${secret}`)}`;
  const refusedAs = (code: string) => ({
    status: 401,
    code,
    challenge: 'Basic realm="trellis"',
  });

  it('asks for a key, as Basic authentication and no other', async () => {
    const { id, secret } = await node.makeKey({});
    expect(await call(endpoint)).toEqual(refusedAs('unauthenticated'));
    for (const one of [
      bearer({ secret }),
      basic(id, 'x'),
      basic('0'.repeat(16), secret),
      basic(`${id}:x`, secret),
      basic('', ''),
      'Basic',
    ]) {
      expect(await call(endpoint, one), one).toEqual(refusedAs('invalid_credential'));
    }
  });

  it('refuses one that ended, or comes from elsewhere', async () => {
    const [, expiredId = ''] = /^trellis_([0-9a-f]+)_/.exec(expired) ?? [];
    expect(await call(endpoint, basic(expiredId, expired))).toEqual(
      refusedAs('credential_expired'),
    );
    const { id, secret } = await node.makeKey({ addresses: ['192.0.2.0/24'] });
    expect(await call(endpoint, basic(id, secret))).toEqual(refusedAs('address_not_permitted'));
    await node.revoke(id);
    expect(await call(endpoint, basic(id, secret))).toEqual(refusedAs('credential_revoked'));
  });

  it('opens to the right one, and asks for a form', async () => {
    const { id, secret } = await node.makeKey({});
    expect(await call(endpoint, basic(id, secret))).toMatchObject({
      status: 400,
      code: 'bad_parameter',
    });
  });
});

describe.each(
  endpoints
    .filter(({ access }) => access === 'open')
    .map((endpoint) => [endpoint.path, endpoint] as const),
)('%s, for anybody', (_path, endpoint) => {
  it('takes no notice of credentials', async () => {
    const { status } = await call(endpoint);
    expect(refusals).not.toContain(status);
    expect((await call(endpoint, 'Bearer x')).status).toBe(status);
  });
});
