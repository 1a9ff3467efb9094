/** Every endpoint of scope `admin`, on a node that names its administrators: what does not come freshly signed is refused. */
import { hash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessFolder, auditFolder, readAudit } from '@trellis/api/access';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { accountOf, httpTransport } from '@trellis/client';
import { asAdministrator } from '@trellis/client/administration';
import { createProvider, formatAddress, generateSeed, type SigningKey } from '@trellis/crypto';
import { openTestKey } from '@trellis/keystore';
import { administratorHeader, listEndpoints, type NamedEndpoint } from '@trellis/protocol/http-api';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

const provider = createProvider('native');
const administrative = listEndpoints().filter(({ access }) => access === 'admin');

let node: GuardedNode;
let administrator: SigningKey;
/** Of the scheme with the longest signatures. */
const sleeper = provider.openKey('slh-dsa-sha2-128s', generateSeed('slh-dsa-sha2-128s'));
let apiKey: { readonly id: string; readonly secret: string };
beforeAll(async () => {
  node = await startGuardedNode();
  administrator = await openTestKey(node.home, 'operator1', provider);
  const { http } = node.config;
  const often = { perSecond: 100_000, burst: 100_000 };
  const limits = { ...http.limits, perAddress: often, perKey: often };
  const administrators = [accountOf(administrator), accountOf(sleeper)];
  node = await node.restart({ http: { ...http, limits, administrators } });
  apiKey = await node.makeKey({ scopes: ['admin'] });
});
afterAll(() => node?.remove());

/** A request as it goes over the wire. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
  readonly signature: string | undefined;
}

const bodies: Partial<Record<NamedEndpoint['id'], object>> = {
  createApiKey: { name: 'desk', scopes: ['read'], accounts: null, addresses: [], expires: null },
  rotateApiKey: { overlapHours: 1 },
};

const urlOf = ({ path }: NamedEndpoint, key = '0'.repeat(16)): string =>
  `${node.url}${path.replace('{key}', key)}`;

/** A right request, signed at `at` milliseconds from now. */
async function signed(endpoint: NamedEndpoint, key = administrator, at = 0): Promise<Sent> {
  const { method } = endpoint;
  const body = endpoint.body === null ? undefined : JSON.stringify(bodies[endpoint.id]);
  const url = urlOf(endpoint);
  let signature: string | undefined;
  const capture = httpTransport({
    url: node.url,
    async fetch(_url, { headers }) {
      signature = headers[administratorHeader];
      return new Response('{}');
    },
  });
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + at);
  const signal = new AbortController().signal;
  await asAdministrator(capture, key).fetch(url, {
    ...{ method, headers: {}, signal },
    ...(body !== undefined && { body }),
  });
  now.mockRestore();
  return { method, url, body, signature };
}

async function send({ method, url, body, signature }: Sent, secret = apiKey.secret) {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(signature !== undefined && { [administratorHeader]: signature }),
    },
    ...(body !== undefined && { body }),
  });
  const { code, detail } = await response.json();
  return { status: response.status, code, detail };
}

const refusedWith = (detail: string) => ({
  status: 403,
  code: 'invalid_administrator_signature',
  detail: expect.stringContaining(detail),
});

it('there are administrative endpoints, and each tells of the signature', () => {
  expect(administrative.length).toBeGreaterThan(3);
  for (const { parameters } of administrative)
    expect(parameters).toHaveProperty(administratorHeader);
});

describe.each(
  administrative.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
)('%s', (_name, endpoint) => {
  it('takes a signature of an administrator, once', async () => {
    const request = await signed(endpoint);
    const first = await send(request);
    // What it does then is its own affair: there is no key of that id.
    expect([200, 201, 404]).toContain(first.status);
    expect(await send(request)).toEqual(refusedWith('used before'));
  });

  it('refuses none, what is none, and that of somebody else', async () => {
    const request = await signed(endpoint);
    const stranger = provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65'));
    expect(await send({ ...request, signature: undefined })).toEqual(refusedWith('send one'));
    for (const signature of ['AAAA', 'x', '=']) {
      const answer = await send({ ...request, signature });
      expect(answer).toEqual(refusedWith('the header is not one'));
    }
    expect(await send(await signed(endpoint, stranger))).toEqual(refusedWith('no administrator'));
  });

  it('refuses what is late, or of a time to come', async () => {
    const late = await send(await signed(endpoint, administrator, -61_000));
    expect(late).toEqual(refusedWith('older than 60 s'));
    const early = await send(await signed(endpoint, administrator, 30_000));
    expect(early).toEqual(refusedWith('yet to come'));
  });

  it('refuses another path, query, method or node', async () => {
    for (const other of administrative) {
      if (other.id === endpoint.id) continue;
      const { signature } = await signed(endpoint);
      const answer = await send({ ...(await signed(other)), signature });
      expect(answer).toEqual(refusedWith('it is not over'));
    }
    const request = await signed(endpoint);
    const changed = request.url.replace('0000', '1111');
    for (const url of [`${changed}?a=b`, ...(changed === request.url ? [] : [changed])]) {
      expect(await send({ ...request, url })).toEqual(refusedWith('it is not over'));
    }
    const elsewhere = await signedAt('http://127.0.0.1:1', endpoint);
    expect(await send({ ...request, signature: elsewhere })).toEqual(refusedWith('it is not over'));
  });

  it('refuses another body, and does nothing of it', async () => {
    if (endpoint.body === null) return;
    const request = await signed(endpoint);
    const body = request.body?.replace('desk', 'thief').replace('1', '200');
    expect(await send({ ...request, body })).toEqual(refusedWith('another body'));
    const list = await signed(find('getApiKeys'));
    const kept = await fetch(list.url, {
      headers: {
        authorization: `Bearer ${apiKey.secret}`,
        [administratorHeader]: `${list.signature}`,
      },
    });
    expect(await kept.text()).not.toContain('thief');
  });

  it('is not opened by a signature alone', async () => {
    const request = await signed(endpoint);
    const reader = await node.makeKey({ scopes: ['read'] });
    expect(await send(request, reader.secret)).toMatchObject({ code: 'insufficient_scope' });
  });
});

function find(id: NamedEndpoint['id']): NamedEndpoint {
  const found = administrative.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

/** The signature over the same request to a node that is elsewhere. */
async function signedAt(origin: string, endpoint: NamedEndpoint): Promise<string | undefined> {
  const { url } = node;
  node = { ...node, url: origin };
  const { signature } = await signed(endpoint).finally(() => {
    node = { ...node, url };
  });
  return signature;
}

it('two that race count once', async () => {
  const request = await signed(find('createApiKey'));
  const answers = await Promise.all([send(request), send(request), send(request)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
});

it('counts once across a restart, and what was signed before it still counts', async () => {
  const [used, unused] = [await signed(find('getApiKeys')), await signed(find('getApiKeys'))];
  expect((await send(used)).status).toBe(200);
  node = await node.restart();
  expect(await send(used)).toEqual(refusedWith('used before'));
  expect((await send(unused)).status).toBe(200);
});

it('is written into the audit log with the administrator', async () => {
  const outcomes = new Set<string>();
  for await (const { entry } of readAudit(auditFolder(accessFolder(node.config.data)), 0n)) {
    if (entry.event === 'call') outcomes.add(String(entry.outcome));
  }
  expect([...outcomes]).toEqual([`signed by ${formatAddress(accountOf(administrator))}`]);
});

it('is signed by the commands themselves', async () => {
  const file = join(node.home, 'admin.key');
  await writeFile(file, apiKey.secret, { mode: 0o600 });
  const trellis = (...args: readonly string[]) =>
    runWithin(node.home, ['apikey', ...args, '--node', node.url, '--api-key-file', file]);
  const by = ['--admin-key', 'operator1', '--json'];
  const made = await trellis('create', 'clerk', ...by);
  expect(made).toMatchObject({ code: 0 });
  const { id } = JSON.parse(made.stdout).key;
  const rotated = await trellis('rotate', id, '--overlap', '2h', ...by);
  expect(JSON.parse(rotated.stdout).key.replaces).toBe(id);
  expect((await trellis('revoke', id, ...by)).code).toBe(0);
  const { keys } = JSON.parse((await trellis('list', ...by)).stdout);
  expect(keys.find((key: { id: string }) => key.id === id)).toMatchObject({ state: 'revoked' });
  expect((await trellis('rotate', id, '--overlap', '30m', ...by)).stderr).toContain('whole hours');
  expect((await trellis('list', '--of', 'node1', ...by)).stderr).toContain('which_node');
  const stranger = await trellis('list', '--admin-key', 'treasury');
  expect(stranger.stderr).toContain('no administrator');
});

it('comes with the longest proof that an API key is bound to', async () => {
  const alg = 'ML-DSA-87';
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const jwk = await exportJWK(publicKey);
  const bound = await node.makeKey({
    ...{ scopes: ['admin'], boundTo: await calculateJwkThumbprint(jwk) },
  });
  const { method, url, signature } = await signed(find('getApiKeys'), sleeper);
  const ath = hash('sha256', bound.secret, 'base64url');
  const proof = await new SignJWT({ htm: method, htu: url, ath, jti: randomUUID() })
    .setIssuedAt()
    .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk })
    .sign(privateKey);
  const headers = { authorization: `DPoP ${bound.secret}`, dpop: proof };
  const answer = await fetch(url, {
    headers: { ...headers, [administratorHeader]: `${signature}` },
  });
  expect(answer.status).toBe(200);
});
