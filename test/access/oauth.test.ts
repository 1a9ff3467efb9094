/** OAuth 2.0: tokens of the node, tokens of an identity provider, and tokens that are neither. */

import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultHttpConfig } from '@trellis/api';
import { accessFolder, auditFolder, readAudit } from '@trellis/api/access';
import { formatAddress } from '@trellis/crypto';
import type { NodeConfig } from '@trellis/node';
import { codeText, rawText } from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeJwt, readJwt } from './jwt.ts';
import { type GuardedNode, startGuardedNode } from './node.ts';

const providerKeys = {
  quantum: generateKeyPairSync('ml-dsa-65'),
  classical: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  notAllowed: generateKeyPairSync('ml-dsa-44'),
};
const providerIssuer = 'https://login.example';
let provider: Server;
let node: GuardedNode;

beforeAll(async () => {
  const keys = [
    { ...providerKeys.quantum.publicKey.export({ format: 'jwk' }), kid: 'q', alg: 'ML-DSA-65' },
    { ...providerKeys.classical.publicKey.export({ format: 'jwk' }), kid: 'c', alg: 'ES256' },
    { ...providerKeys.notAllowed.publicKey.export({ format: 'jwk' }), kid: 'n', alg: 'ML-DSA-44' },
  ];
  provider = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const { port } = provider.address() as AddressInfo;
  const issuer: NodeConfig['http']['issuer'] = {
    issuer: providerIssuer,
    audience: 'trellis-node',
    jwks: `http://127.0.0.1:${port}/jwks`,
    algorithms: ['ML-DSA-65', 'ES256'],
    scopePrefix: 'trellis:',
  };
  const limits = { ...defaultHttpConfig.limits, failuresPerMinute: 1_000 };
  node = await startGuardedNode({ issuer, limits });
});
afterAll(async () => {
  provider?.close();
  await node?.remove();
});

interface Client {
  readonly id: string;
  readonly secret: string;
}

async function oauth(path: string, client: Client, form: Readonly<Record<string, string>>) {
  const response = await fetch(`${node.url}/oauth/${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function tokenOf(client: Client, scope?: string): Promise<string> {
  const form = { grant_type: 'client_credentials', ...(scope && { scope }) };
  const { body } = await oauth('token', client, form);
  expect(body.access_token).toBeTypeOf('string');
  return body.access_token;
}

async function call(token: string, path = '/v1/status') {
  const response = await fetch(`${node.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = await response.json();
  return { status: response.status, code: body.code };
}

/** The same key but for its last character. */
function otherEnd(secret: string): string {
  return `${secret.slice(0, -1)}${secret.endsWith('A') ? 'E' : 'A'}`;
}

const grant = { grant_type: 'client_credentials' };
const invalid = { status: 401, code: 'invalid_credential' };

describe('a token of the node', () => {
  it('is a JWT that anybody can verify by the published ML-DSA-65 key', async () => {
    const client = await node.makeKey({ scopes: ['read', 'submit'] });
    const { status, headers, body } = await oauth('token', client, grant);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'read submit' });
    expect([599, 600]).toContain(body.expires_in);
    const { header, claims, signed, signature } = readJwt(body.access_token);
    expect(header).toMatchObject({ alg: 'ML-DSA-65', typ: 'at+jwt' });
    expect(claims).toMatchObject({ sub: client.id, client_id: client.id, scope: 'read submit' });
    expect(claims.exp - claims.iat).toBe(600);
    const { keys } = await (await fetch(`${node.url}/oauth/jwks.json`)).json();
    const jwk = keys.find(({ kid }: { kid: string }) => kid === header.kid);
    expect(jwk).toMatchObject({ kty: 'AKP', alg: 'ML-DSA-65', use: 'sig' });
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'kid', 'kty', 'pub', 'use']);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, signed, key, signature)).toBe(true);
    expect(await call(body.access_token)).toMatchObject({ status: 200 });
  });

  it('opens what was asked for, and never more than its key', async () => {
    const client = await node.makeKey({ scopes: ['read', 'admin'] });
    const token = await tokenOf(client, 'read');
    expect(await call(token)).toMatchObject({ status: 200 });
    expect(await call(token, '/v1/admin/api-keys')).toEqual({
      status: 403,
      code: 'insufficient_scope',
    });
    for (const scope of ['audit', 'read audit', 'root', '', ' read', 'read  admin']) {
      const { status, body } = await oauth('token', client, { ...grant, scope });
      expect({ status, error: body.error }, scope).toEqual({ status: 400, error: 'invalid_scope' });
    }
  });

  it('is limited to the accounts and addresses of its key', async () => {
    const client = await node.makeKey({ accounts: [node.operator] });
    const token = await tokenOf(client);
    const path = (address: typeof node.operator) => `/v1/accounts/${formatAddress(address)}`;
    expect((await call(token, path(node.operator))).status).toBe(200);
    expect(await call(token, path(node.treasury))).toEqual({
      status: 403,
      code: 'account_not_permitted',
    });
  });

  it('ends with its key', async () => {
    const client = await node.makeKey({});
    const token = await tokenOf(client);
    expect((await call(token)).status).toBe(200);
    await node.revoke(client.id);
    expect(await call(token)).toEqual({ status: 401, code: 'credential_revoked' });
    const short = await node.makeKey({ expires: BigInt(Date.now() + 60_000) });
    const { body } = await oauth('token', short, grant);
    // Ten minutes is what a token lasts otherwise.
    expect(body.expires_in).toBeLessThanOrEqual(60);
  });

  it('can be revoked by its client, and by nobody else', async () => {
    const client = await node.makeKey({});
    const [token, other] = [await tokenOf(client), await tokenOf(client)];
    const stranger = await node.makeKey({});
    expect((await oauth('revoke', stranger, { token })).status).toBe(200);
    expect((await call(token)).status).toBe(200);
    expect((await oauth('revoke', client, { token })).status).toBe(200);
    expect(await call(token)).toEqual({ status: 401, code: 'credential_revoked' });
    // Played again, it stays so; the other one continues.
    expect(await call(token)).toEqual({ status: 401, code: 'credential_revoked' });
    expect((await call(other)).status).toBe(200);
    expect((await oauth('revoke', client, { token: 'nonsense' })).status).toBe(200);
  });

  it('is told of to its client, and to whoever audits', async () => {
    const client = await node.makeKey({});
    const token = await tokenOf(client);
    const told = await oauth('introspect', client, { token, token_type_hint: 'access_token' });
    expect(told.body).toMatchObject({ active: true, client_id: client.id, scope: 'read' });
    const auditor = await node.makeKey({ scopes: ['audit'] });
    expect((await oauth('introspect', auditor, { token })).body.active).toBe(true);
    const stranger = await node.makeKey({});
    expect((await oauth('introspect', stranger, { token })).body).toEqual({ active: false });
    await oauth('revoke', client, { token });
    for (const one of [token, 'nonsense', client.secret]) {
      expect((await oauth('introspect', client, { token: one })).body).toEqual({ active: false });
    }
  });

  it('is not given out for anything but a right form', async () => {
    const client = await node.makeKey({});
    const error = async (form: Readonly<Record<string, string>>) =>
      (await oauth('token', client, form)).body.error;
    expect(await error({ grant_type: 'password' })).toBe('unsupported_grant_type');
    expect(await error({ scope: 'read' })).toBe('invalid_request');
    const twice = await fetch(`${node.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
      body: new URLSearchParams('grant_type=client_credentials&grant_type=client_credentials'),
    });
    expect(await twice.json()).toMatchObject({ error: 'invalid_request' });
    const wrong = await oauth('token', { ...client, secret: otherEnd(client.secret) }, grant);
    expect(wrong.status).toBe(401);
    expect(wrong.body.error).toBe('invalid_client');
  });

  it('ends a stream of events when it ends', async () => {
    const client = await node.makeKey({ scopes: ['events'], expires: BigInt(Date.now() + 4_000) });
    const response = await fetch(`${node.url}/v1/events`, {
      headers: { authorization: `Bearer ${await tokenOf(client)}` },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('no longer valid');
  });

  it('ends a stream of events when it is revoked', async () => {
    const client = await node.makeKey({ scopes: ['events'] });
    const token = await tokenOf(client);
    const response = await fetch(`${node.url}/v1/events`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect((await oauth('revoke', client, { token })).status).toBe(200);
    expect(await response.text()).toContain('no longer valid');
  });
});

describe('a token that somebody made', () => {
  const own = generateKeyPairSync('ml-dsa-65');

  it('opens nothing, whatever it says', async () => {
    const client = await node.makeKey({ scopes: ['read', 'admin'] });
    const token = await tokenOf(client, 'read');
    const { header, claims } = readJwt(token);
    const [head = '', body = '', signature = ''] = token.split('.');
    const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { keys } = await (await fetch(`${node.url}/oauth/jwks.json`)).json();
    const mac = (text: string): string =>
      createHmac('sha256', JSON.stringify(keys[0])).update(text).digest('base64url');
    const hs = `${b64({ ...header, alg: 'HS256' })}.${body}`;
    const forged = {
      'more scopes': `${head}.${b64({ ...claims, scope: 'read admin' })}.${signature}`,
      'a later end': `${head}.${b64({ ...claims, exp: claims.exp + 1 })}.${signature}`,
      'no signature': `${head}.${body}.`,
      'algorithm none': `${b64({ alg: 'none' })}.${body}.`,
      'the public key as a secret': `${hs}.${mac(hs)}`,
      'another key': makeJwt(header, claims, own.privateKey),
      'a key of its own in the header': makeJwt(
        { ...header, jwk: own.publicKey.export({ format: 'jwk' }), kid: 'mine' },
        claims,
        own.privateKey,
      ),
      'a key from an address of its own': makeJwt(
        { ...header, jku: 'http://127.0.0.1:1/jwks', kid: 'mine' },
        claims,
        own.privateKey,
      ),
      'an unknown critical header': makeJwt(
        { ...header, crit: ['x'], x: 1 },
        claims,
        own.privateKey,
      ),
      'an unknown issuer': makeJwt(
        header,
        { ...claims, iss: 'https://evil.example' },
        own.privateKey,
      ),
      'no claims': makeJwt(header, {}, own.privateKey),
      'half of it': token.slice(0, 3_000),
      'more behind it': `${token}.${signature}`,
    };
    for (const [name, one] of Object.entries(forged))
      expect(await call(one), name).toEqual(invalid);
    expect((await call(token)).status).toBe(200);
  });
});

describe('a token of an identity provider that is trusted', () => {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: providerIssuer,
    aud: 'trellis-node',
    sub: 'desk@bank.example',
    scope: 'openid trellis:read',
    iat: now,
    exp: now + 300,
  };
  const { quantum, classical, notAllowed } = providerKeys;
  const signed = (changes: object) =>
    makeJwt({ alg: 'ML-DSA-65', kid: 'q' }, { ...claims, ...changes }, quantum.privateKey);

  it('opens what its scopes say', async () => {
    expect((await call(signed({}))).status).toBe(200);
    expect(await call(signed({}), '/v1/audit')).toEqual({
      status: 403,
      code: 'insufficient_scope',
    });
    const es = makeJwt({ alg: 'ES256', kid: 'c' }, claims, classical.privateKey);
    expect((await call(es)).status).toBe(200);
    const list = signed({ scope: undefined, scp: ['trellis:audit'] });
    expect((await call(list, '/v1/audit')).status).toBe(200);
  });

  it('is limited to the accounts that it names', async () => {
    const token = signed({ trellis_accounts: [formatAddress(node.operator)] });
    expect((await call(token, `/v1/accounts/${formatAddress(node.operator)}`)).status).toBe(200);
    expect((await call(token, `/v1/accounts/${formatAddress(node.treasury)}`)).status).toBe(403);
    for (const trellis_accounts of [[], ['x'], 'all', null]) {
      expect(await call(signed({ trellis_accounts }))).toEqual(invalid);
    }
  });

  it('is refused when it is for others, over, without a right signature or without our scopes', async () => {
    expect(await call(signed({ exp: now - 60 }))).toEqual({
      status: 401,
      code: 'credential_expired',
    });
    const wrong = [
      signed({ aud: 'another' }),
      signed({ iss: 'https://evil.example' }),
      signed({ exp: undefined }),
      signed({ sub: undefined }),
      signed({ nbf: now + 600 }),
      makeJwt({ alg: 'ML-DSA-44', kid: 'n' }, claims, notAllowed.privateKey),
      makeJwt({ alg: 'ML-DSA-65', kid: 'q' }, claims, generateKeyPairSync('ml-dsa-65').privateKey),
      makeJwt({ alg: 'ML-DSA-65', kid: 'unknown' }, claims, quantum.privateKey),
    ];
    for (const [index, one] of wrong.entries())
      expect(await call(one), `${index}`).toEqual(invalid);
    expect((await call(signed({ scope: 'openid read' }))).status).toBe(403);
  });
});

describe('afterwards', () => {
  it('the audit log has each token by its name, and none of them', async () => {
    const client = await node.makeKey({});
    const token = await tokenOf(client);
    const { claims } = readJwt(token);
    await oauth('revoke', client, { token });
    // A node that was stopped knows no token of before.
    const later = await tokenOf(client);
    node = await node.restart();
    expect(await call(later)).toEqual(invalid);
    const lines = [];
    for await (const { entry } of readAudit(auditFolder(accessFolder(node.config.data)), 0n)) {
      lines.push(
        [codeText(entry.event), entry.who, entry.what, entry.outcome]
          .map((one) => rawText(one))
          .join(' ')
          .trim(),
      );
    }
    expect(lines).toContain(`token_issued ${client.id} ${claims.jti} read`);
    expect(lines).toContain(`token_revoked ${client.id} ${claims.jti}`);
    expect(lines.join('\n')).not.toContain(token.slice(-40));
  });
});
