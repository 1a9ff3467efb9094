/** API keys that are bound to a key of their user: worthless to whoever stole them alone. By the command and by the SDK. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHome, runWithin } from '@trellis/cli/testing/run-cli';
import { ApiProblem, getStatus, httpTransport } from '@trellis/client';
import { makeProofKey, openProofKey } from '@trellis/client/proof-key';
import type { JWK } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

let node: GuardedNode;
/** Stands before the node, and hears all that is sent to it, as a thief would. */
let proxy: Server;
let url: string;
const heard: Request[] = [];

beforeAll(async () => {
  proxy = createServer((request, response) => {
    passOn(request).then(
      ({ status, text }) => response.writeHead(status).end(text),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  node = await startGuardedNode({ publicUrl: url });
});
afterAll(async () => {
  proxy?.close();
  await node?.remove();
});

async function passOn({ url: target = '', method = '', headers }: IncomingMessage) {
  const { authorization = '', dpop = '' } = headers;
  const request = new Request(`${node.url}${target}`, {
    method,
    headers: { authorization, ...(dpop !== '' && { dpop: String(dpop) }) },
  });
  heard.push(request.clone());
  const answer = await fetch(request);
  return { status: answer.status, text: await answer.text() };
}

const trellis = (...args: readonly string[]) => runWithin(node.home, [...args, '--json']);
const path = (name: string): string => join(node.home, name);

/** A DPoP key and an API key that is bound to it, both made by commands. */
async function bound(name: string) {
  const [dpop, file] = [path(`${name}.jwk`), path(`${name}.key`)];
  const made = await trellis('apikey', 'dpop-key', dpop);
  const { thumbprint } = JSON.parse(made.stdout);
  await trellis('apikey', 'create', name, '--of', 'node1', '--bound-to', thumbprint, '--out', file);
  return { dpop, file, thumbprint };
}

it.each([
  ['one character short', (right: string) => right.slice(1)],
  ['one character long', (right: string) => `${right}A`],
  ['of another alphabet', (right: string) => `+${right.slice(1)}`],
  // The last character has four bits of a byte and two that are 0.
  ['with an end that no thumbprint has', (right: string) => `${right.slice(0, -1)}B`],
])('no API key is bound to a thumbprint %s', async (_name, mistype) => {
  const thumbprint = mistype('A'.repeat(43));
  const named = ['--of', 'node1', '--bound-to', thumbprint, '--out', path('mistyped.key')];
  const made = await runWithin(node.home, ['apikey', 'create', 'mistyped', ...named]);
  expect(made.code).toBe(2);
  expect(made.stderr).toContain('expected the 43 characters that "trellis apikey dpop-key" shows');
});

const balance = ['balance', 'treasury', 'EUR'];

it('is used by the command with its key, and not without it', async () => {
  const { dpop, file, thumbprint } = await bound('desk');
  expect((await stat(dpop)).mode & 0o777).toBe(0o600);
  const named = [...balance, '--node', url, '--api-key-file', file];
  const right = await trellis(...named, '--dpop-key-file', dpop);
  expect(right).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(right.stdout).proofChecked).toBe(true);

  const stolen = await runWithin(node.home, named);
  expect(stolen.code).toBe(1);
  expect(stolen.stderr).toContain('invalid_dpop_proof');
  expect(stolen.stderr).toContain('--dpop-key-file');

  const other = await bound('other');
  const wrong = await runWithin(node.home, [...named, '--dpop-key-file', other.dpop]);
  expect(wrong.stderr).toContain('the proof is of another key');
  expect(other.thumbprint).not.toBe(thumbprint);
});

it('is refused where nothing is bound to it, as it would protect nothing', async () => {
  const { dpop } = await bound('unused');
  const file = path('unbound.key');
  await trellis('apikey', 'create', 'unbound', '--of', 'node1', '--out', file);
  const named = [...balance, '--node', url, '--api-key-file', file];
  expect((await runWithin(node.home, named)).code).toBe(0);
  const refused = await runWithin(node.home, [...named, '--dpop-key-file', dpop]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('the API key is bound to no key');
});

it('is of no use to whoever hears the requests: each proof counts once, and for one request', async () => {
  const { dpop, file } = await bound('heard');
  heard.length = 0;
  await trellis(...balance, '--node', url, '--api-key-file', file, '--dpop-key-file', dpop);
  const proofs = heard.map(({ headers }) => headers.get('dpop'));
  expect(proofs.length).toBeGreaterThan(1);
  expect(proofs).not.toContain(null);
  expect(new Set(proofs).size).toBe(proofs.length);
  const [first] = heard;
  const again = await fetch(first ?? '');
  expect(again.status).toBe(401);
  expect((await again.json()).detail).toContain('jti: seen before');
  expect(again.headers.get('www-authenticate')).toContain('DPoP');
  const elsewhere = await fetch(`${node.url}/v1/accounts`, { headers: first?.headers ?? {} });
  expect((await elsewhere.json()).detail).toContain('htu: expected');
});

it('refuses an open, missing or foreign file, and one without an API key, and repeats nothing of it', async () => {
  const { dpop, file } = await bound('files');
  const named = [...balance, '--node', url, '--api-key-file', file, '--dpop-key-file'];
  const open = path('open.jwk');
  await writeFile(open, await readFile(dpop), { mode: 0o644 });
  expect((await runWithin(node.home, [...named, open])).stderr).toContain('unsafe_dpop_key_file');
  const missing = await runWithin(node.home, [...named, path('none.jwk')]);
  expect(missing.stderr).toContain('dpop_key_unreadable');
  const secret = await readFile(file, 'utf8');
  const { priv: _, ...shown }: JWK = JSON.parse(await readFile(dpop, 'utf8'));
  for (const text of [secret, JSON.stringify(shown), '{}', 'null', '[]']) {
    const foreign = path('foreign.jwk');
    await writeFile(foreign, text, { mode: 0o600 });
    const refused = await runWithin(node.home, [...named, foreign]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('bad_dpop_key');
    expect(refused.stderr).not.toContain(secret.trim());
  }
  const alone = await runWithin(node.home, [...balance, '--node', url, '--dpop-key-file', dpop]);
  expect(alone.stderr).toContain('dpop_key_alone');
  const twice = await runWithin(node.home, ['apikey', 'dpop-key', dpop]);
  expect(twice.stderr).toContain('out_unwritable');
});

it('is made without a word of Node about how new its interfaces are', async () => {
  const home = await createHome();
  const made = await home.run(['apikey', 'dpop-key', home.path('desk.jwk')]);
  await home.remove();
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain('ML-DSA-44');
});

it.each(['ML-DSA-44', 'ML-DSA-65', 'ES256', 'Ed25519'] as const)(
  'is used by the SDK with a key of %s',
  async (algorithm) => {
    const proofKey = await openProofKey(await makeProofKey(algorithm));
    const { secret: credential } = await node.makeKey({ boundTo: proofKey.thumbprint });
    const client = httpTransport({ url, credential, proofKey });
    expect((await getStatus(client)).head.height).toBeGreaterThan(0n);
    const alone = getStatus(httpTransport({ url, credential }));
    await expect(alone).rejects.toThrow(ApiProblem);
    await expect(alone).rejects.toMatchObject({ code: 'invalid_dpop_proof' });
  },
);

it('shows nothing of the private key in a proof', async () => {
  const jwk = await makeProofKey('ES256');
  const key = await openProofKey(jwk);
  const proof = await key.prove({ method: 'GET', url: `${url}/v1/status?a=b`, credential: 'x' });
  const [header = '', claims = ''] = proof.split('.');
  const part = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
  expect(Object.keys(part(header).jwk).sort()).toEqual(['alg', 'crv', 'kty', 'x', 'y']);
  expect(part(claims)).toMatchObject({ htm: 'GET', htu: `${url}/v1/status` });
});
