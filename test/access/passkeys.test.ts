/** Passkeys as the second factor of administration: what is not a fresh answer to exactly the request is refused. */
import { generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { accessFolder, auditFolder, readAudit } from '@trellis/api/access';
import { call, httpTransport } from '@trellis/client';
import { asPasskeyAdministrator, type PasskeyAnswer } from '@trellis/client/administration';
import { toBase64Url } from '@trellis/crypto';
import { endpoints } from '@trellis/protocol/http-api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';

/** An authenticator, and what it can be made to get wrong. */
interface Authenticator {
  readonly name: string;
  readonly id: Uint8Array;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  counter: number;
}

interface Wrong {
  readonly type: string;
  readonly origin: string;
  readonly host: string;
  readonly flags: number;
  readonly challenge: Uint8Array;
  readonly crossOrigin: boolean;
  readonly topOrigin: string;
  readonly data: Uint8Array;
  readonly by: Authenticator;
}

const makeKeys = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }),
};

function makeAuthenticator(name: string, algorithm: keyof typeof makeKeys): Authenticator {
  const keys = makeKeys[algorithm]();
  return { name, id: crypto.getRandomValues(new Uint8Array(16)), ...keys, counter: 0 };
}

const [ada, ben, cas, stranger] = [
  makeAuthenticator('ada', 'ES256'),
  makeAuthenticator('ben', 'EdDSA'),
  makeAuthenticator('cas', 'RS256'),
  makeAuthenticator('eve', 'ES256'),
];

let node: GuardedNode;
let url: string;
let secret: string;
beforeAll(async () => {
  node = await startGuardedNode();
  url = `http://localhost:${node.config.http.port}`;
  const administratorPasskeys = [ada, ben, cas].map(({ name, id, publicKey }) => ({
    name,
    id: toBase64Url(id),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
  }));
  const http = { ...node.config.http, publicUrl: url, administratorPasskeys };
  node = await node.restart({ http });
  ({ secret } = await node.makeKey({ scopes: ['admin'] }));
});
afterAll(() => node?.remove());

/** What the authenticator answers, as a browser gives it (WebAuthn §5.8.1, §6.1). */
function answer(asked: Uint8Array, by: Authenticator, wrong: Partial<Wrong> = {}): PasskeyAnswer {
  const { type = 'webauthn.get', origin = url, host = 'localhost', flags = 0x05 } = wrong;
  const { challenge = asked, crossOrigin = false, topOrigin } = wrong;
  const told = { type, challenge: toBase64Url(challenge), origin, crossOrigin, topOrigin };
  const clientData = new TextEncoder().encode(JSON.stringify(told));
  const counter = Buffer.alloc(4);
  by.counter += 1;
  counter.writeUInt32BE(by.counter);
  const made = Buffer.concat([hash('sha256', host, 'buffer'), Buffer.from([flags]), counter]);
  const authenticatorData = wrong.data ?? made;
  const signed = Buffer.concat([authenticatorData, hash('sha256', clientData, 'buffer')]);
  const key = (wrong.by ?? by).privateKey;
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return {
    credentialId: by.id,
    authenticatorData,
    clientData,
    signature: sign(digest, signed, key),
  };
}

/** A client of an administrator; `sent` sees each request as it goes, and may change it. */
function administrator(
  by: Authenticator,
  wrong: Partial<Wrong> = {},
  sent: (request: Request) => Request = (request) => request,
) {
  const fetching: typeof fetch = (to, init) => fetch(sent(new Request(to, init)));
  const client = httpTransport({ url, credential: secret, fetch: fetching as never });
  return asPasskeyAdministrator(client, async (challenge) => answer(challenge, by, wrong));
}

const list = (client: ReturnType<typeof administrator>) => call(client, endpoints.getApiKeys);
const refused = (detail: string) => ({
  code: 'invalid_administrator_signature',
  message: expect.stringContaining(detail),
});

describe('a passkey of an administrator', () => {
  it.each([
    ['ES256', ada],
    ['EdDSA', ben],
    ['RS256', cas],
  ])('of %s confirms each request of scope admin', async (_name, by) => {
    const client = administrator(by);
    const plan = { name: 'desk', scopes: ['read'], accounts: null, addresses: [] } as const;
    const body = { ...plan, expires: null, boundTo: null };
    const { key } = await call(client, endpoints.createApiKey, { body });
    const rotated = await call(client, endpoints.rotateApiKey, {
      ...{ key: key.id, body: { overlapHours: 1 } },
    });
    await call(client, endpoints.revokeApiKey, { key: rotated.key.id });
    const { keys } = await list(client);
    expect(keys.find(({ id }) => id === rotated.key.id)).toMatchObject({ state: 'revoked' });
  });

  it.each<[string, Partial<Wrong>]>([
    ['answers no question to sign', { type: 'webauthn.create' }],
    ['over another request', { challenge: new Uint8Array(32) }],
    ['made on another page', { origin: 'https://evil.example' }],
    ['made on another page', { origin: 'http://localhost' }],
    ['belongs to another host', { host: 'evil.example' }],
    ['nobody was there', { flags: 0x04 }],
    ['user was not verified', { flags: 0x01 }],
    ['made in a frame', { crossOrigin: true }],
    ['made in a frame', { topOrigin: 'https://evil.example' }],
    ['part is too short', { data: new Uint8Array(36) }],
    ['more in it than was asked for', { flags: 0x85 }],
    ['signature is not of the passkey', { by: stranger }],
    ['signature is not of the passkey', { by: ben }],
  ])('is refused: %s %o', async (detail, wrong) => {
    await expect(list(administrator(ada, wrong))).rejects.toMatchObject(refused(detail));
  });

  it('is refused when the operator did not name it', async () => {
    await expect(list(administrator(stranger))).rejects.toMatchObject(refused('no administrator'));
  });

  it('counts for a minute, and not ahead of time', async () => {
    const now = vi.spyOn(Date, 'now');
    try {
      now.mockReturnValueOnce(Date.now() - 61_000);
      await expect(list(administrator(ada))).rejects.toMatchObject(refused('older than 60 s'));
      now.mockReturnValueOnce(Date.now() + 30_000);
      await expect(list(administrator(ada))).rejects.toMatchObject(refused('yet to come'));
    } finally {
      now.mockRestore();
    }
  });

  it('counts for one request: no other path, method or body, and once, also across a restart', async () => {
    const seen: Request[] = [];
    const keep = (request: Request): Request => {
      seen.push(request.clone());
      return request;
    };
    await list(administrator(ada, {}, keep));
    const [used] = seen;
    if (used === undefined) throw new Error('nothing was sent');
    const problem = async (request: Request) => (await fetch(request)).json();
    expect(await problem(used.clone())).toMatchObject({
      detail: expect.stringContaining('before'),
    });
    for (const changed of [
      new Request(`${url}/v1/admin/api-keys?a=b`, used.clone()),
      new Request(`${url}/v1/admin/api-keys/${'0'.repeat(16)}/revoke`, {
        ...{ method: 'POST', headers: used.headers },
      }),
    ]) {
      const { detail } = await problem(changed);
      expect(detail).toContain('over another request');
    }
    const plan = { name: 'desk', scopes: ['read'], accounts: null, addresses: [] } as const;
    const body = { ...plan, expires: null, boundTo: null };
    const swap = (request: Request): Request => {
      const other = JSON.stringify({ ...plan, name: 'thief', expires: null });
      return new Request(request.url, { method: 'POST', headers: request.headers, body: other });
    };
    const swapped = call(administrator(ada, {}, swap), endpoints.createApiKey, { body });
    await expect(swapped).rejects.toMatchObject(refused('another body'));
    node = await node.restart();
    expect(await problem(used)).toMatchObject({ detail: expect.stringContaining('before') });
  });

  it('is refused when it counts less than before: it was copied', async () => {
    await list(administrator(ada));
    const copy = { ...ada, counter: ada.counter - 1 };
    await expect(list(administrator(copy))).rejects.toMatchObject(refused('have been copied'));
    node = await node.restart();
    const again = { ...ada, counter: 0 };
    await expect(list(administrator(again))).rejects.toMatchObject(refused('have been copied'));
    expect((await list(administrator(ada))).keys.length).toBeGreaterThan(0);
  });

  it('opens nothing without the API key, and the API key nothing without it', async () => {
    const alone = call(httpTransport({ url, credential: secret }), endpoints.getApiKeys);
    await expect(alone).rejects.toMatchObject(refused('send one'));
    const keyless = asPasskeyAdministrator(httpTransport({ url }), async (challenge) =>
      answer(challenge, ada),
    );
    await expect(list(keyless)).rejects.toMatchObject({ code: 'unauthenticated' });
    const { secret: reader } = await node.makeKey({ scopes: ['read'] });
    const reading = asPasskeyAdministrator(
      httpTransport({ url, credential: reader }),
      async (challenge) => answer(challenge, ada),
    );
    await expect(list(reading)).rejects.toMatchObject({ code: 'insufficient_scope' });
  });

  it('is named in the audit log, and in the log as classical', async () => {
    const outcomes = new Set<string>();
    for await (const { entry } of readAudit(auditFolder(accessFolder(node.config.data)), 0n)) {
      if (entry.event === 'call') outcomes.add(String(entry.outcome));
    }
    const named = ['ada', 'ben', 'cas'].map((name) => `signed by passkey ${name}`);
    expect([...outcomes].sort()).toEqual(named);
    expect(node.log.join('\n')).toContain(
      'passkeys of http.administratorPasskeys sign classically',
    );
  });
});
