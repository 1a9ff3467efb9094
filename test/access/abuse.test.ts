/** What people do to an API that they want to break: nothing leaks, nothing crashes, limits hold. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultHttpConfig } from '@trellis/api';
import { accessFolder, auditFolder, readAudit, verifyAudit } from '@trellis/api/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';
import { answerOf, get, open, send, statusOf } from './raw.ts';

const limits = {
  ...defaultHttpConfig.limits,
  perAddress: { perSecond: 5_000, burst: 5_000 },
  perKey: { perSecond: 1, burst: 30 },
  failuresPerMinute: 5,
  connections: 200,
  connectionsPerAddress: 60,
  headersMs: 400,
  requestMs: 1_200,
};

let node: GuardedNode;
let key: string;
const seen: string[] = [];
const secrets: string[] = [];

beforeAll(async () => {
  node = await startGuardedNode({ limits });
  const made = await node.makeKey({ scopes: ['read', 'submit', 'events'] });
  key = made.secret;
  secrets.push(key);
});
afterAll(() => node?.remove());

/** A key of its own for each test, as each may call so often only. */
async function freshKey(): Promise<string> {
  const { secret } = await node.makeKey({ scopes: ['read', 'submit'] });
  secrets.push(secret);
  return `Authorization: Bearer ${secret}`;
}

async function raw(bytes: string | Uint8Array): Promise<string> {
  const answer = await send(node.url, bytes);
  seen.push(answer);
  return answer;
}

async function post(path: string, type: string, body: string, credential: string) {
  const answer = await raw(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${credential}\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`,
  );
  return { status: statusOf(answer), code: /"code":"([a-z_]+)"/.exec(answer)?.[1] };
}

const json = 'application/json';
const submitPath = '/v1/transactions';

describe('what is too large', () => {
  it('is refused before it is read, from whoever has no key', async () => {
    const socket = open(node.url);
    const answer = answerOf(socket);
    const megabyte = Buffer.alloc(1_048_576, 'a');
    socket.write(
      `POST ${submitPath}/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n` +
        `Content-Length: ${16 * megabyte.length}\r\n\r\n`,
    );
    socket.write(megabyte);
    expect(statusOf(await answer)).toBe(401);
  });

  it.each([
    ['a URL', () => get(`/v1/status?${'a'.repeat(3_000)}`), 414],
    ['a header', () => get('/v1/status', [`X: ${'a'.repeat(40_000)}`]), 431],
    ['thousands of headers', () => get('/v1/status', Array(7_000).fill('A: b')), 431],
    ['a URL beyond all headers', () => get(`/${'a'.repeat(40_000)}`), 431],
    ['a credential', () => get('/v1/status', [`Authorization: Bearer ${'a'.repeat(9_000)}`]), 401],
  ])('%s', async (_name, request, status) => {
    const answer = await raw(request());
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain('application/problem+json');
  });

  it('a body, by its announced or its real length', async () => {
    const body = 'a'.repeat(1_100_000);
    expect(await post(submitPath, json, body, await freshKey())).toEqual({
      status: 413,
      code: 'body_too_large',
    });
    const credential = await freshKey();
    const chunk = `${(60_000).toString(16)}\r\n${'a'.repeat(60_000)}\r\n`;
    const chunked = await raw(
      `POST ${submitPath} HTTP/1.1\r\nHost: 127.0.0.1\r\n${credential}\r\nContent-Type: ${json}\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`,
    );
    expect(statusOf(chunked)).toBe(413);
  });

  it('a nesting that a recursive reader would not survive', async () => {
    const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    const answer = await post(submitPath, json, deep, await freshKey());
    expect(answer).toEqual({ status: 400, code: 'malformed' });
  });

  it('counts as many calls: who sends it has to wait', async () => {
    const credential = await freshKey();
    const megabyte = 'a'.repeat(1_000_000);
    expect((await post(submitPath, json, megabyte, credential)).status).toBe(400);
    const next = await raw(get('/v1/status', [credential]));
    expect(statusOf(next)).toBe(429);
    // The bucket of 30 calls paid for half of the 61 that a megabyte counts as; one a second comes back.
    expect(Number(/^retry-after: ([0-9]+)/im.exec(next)?.[1])).toBeGreaterThan(20);
  });
});

describe('what is malformed', () => {
  const requests: readonly (readonly [
    string,
    (credential: string) => string,
    readonly number[],
  ])[] = [
    ['no HTTP', () => 'hello\r\n\r\n', [400]],
    ['TLS, where there is none', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000', [400]],
    ['a method of its own', (c) => get('/v1/status', [c]).replace('GET', 'BREW'), [400]],
    ['TRACE', (c) => get('/v1/status', [c]).replace('GET', 'TRACE'), [405]],
    ['DELETE', (c) => get('/v1/status', [c]).replace('GET', 'DELETE'), [405]],
    [
      'HTTP/3.0 in words',
      (c) => get('/v1/status', [c]).replace('HTTP/1.1', 'HTTP/3.0'),
      [400, 505],
    ],
    ['no host', (c) => `GET /v1/status HTTP/1.1\r\nConnection: close\r\n${c}\r\n\r\n`, [400]],
    ['an expectation of its own', (c) => get('/v1/status', [c, 'Expect: much']), [200]],
    ['two lengths', (c) => get(submitPath, [c, 'Content-Length: 1', 'Content-Length: 2']), [400]],
    [
      'a length and chunks: request smuggling',
      (c) => get(submitPath, [c, 'Content-Length: 4', 'Transfer-Encoding: chunked']),
      [400],
    ],
    ['a folded header', (c) => get('/v1/status', [c, 'X: a\r\n b']), [200, 400]],
    ['a space before a colon', (c) => get('/v1/status', [c, 'X : a']), [400]],
    ['a control character in a header', (c) => get('/v1/status', [c, 'X: a\u0000b']), [400]],
    ['a broken escape', (c) => get('/v1/blocks/%zz', [c]), [400, 404]],
    ['a long parameter', (c) => get(`/v1/blocks/${'a'.repeat(300)}`, [c]), [400]],
    ['half a character', (c) => get('/v1/blocks/%c3%28', [c]), [400, 404]],
    ['two credentials', (c) => get('/v1/status', [c, c]), [200, 401]],
    ['an unknown parameter', (c) => get('/v1/status?__proto__=1', [c]), [400]],
    ['a parameter twice', (c) => get('/v1/validators/changes?from=1&from=2', [c]), [400]],
  ];
  it.each(requests)('%s', async (_name, request, expected) => {
    const answer = await raw(request(await freshKey()));
    expect(expected).toContain(statusOf(answer));
  });

  it.each([
    ['DELETE', '/v1/blocks/latest', 'GET, HEAD'],
    ['PATCH', '/v1/transactions', 'GET, HEAD, POST'],
    ['PATCH', '/v1/simulate', 'POST'],
    ['OPTIONS', '/v1/admin/api-keys', 'GET, HEAD, POST'],
    ['HEAD', '/v1/events', 'GET'],
  ])('%s %s: the methods that there are, are named', async (method, path, allow) => {
    const answer = await raw(get(path, [await freshKey()]).replace('GET', method));
    expect(statusOf(answer)).toBe(405);
    expect(answer).toMatch(new RegExp(`^allow: ${allow}\r$`, 'im'));
    expect(answer).toContain('application/problem+json');
  });

  const bodies: readonly (readonly [string, string, string, number])[] = [
    ['no JSON', json, '{', 400],
    ['nothing', json, '', 400],
    ['a number', json, '1e999', 400],
    ['another type', 'text/plain', '{}', 415],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', 415],
    ['a prototype', json, '{"__proto__":{"transaction":{}},"witnesses":[]}', 400],
    ['a constructor', json, '{"constructor":{"prototype":{}},"transaction":1,"witnesses":[]}', 400],
    ['broken UTF-8', json, '{"transaction":"\u00c3\u0028"}', 400],
    ['random bytes', 'application/octet-stream', '\u00ff\u0000\u0001'.repeat(99), 400],
  ];
  it.each(bodies)('%s as a transaction', async (_name, type, body, status) => {
    expect((await post(submitPath, type, body, await freshKey())).status).toBe(status);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('what is smuggled in', () => {
  it.each([
    '/v1/../../../../etc/passwd',
    '/v1/blocks/..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..\\..\\etc\\passwd',
    '//etc/passwd',
    '/v1/blocks/latest%00.json',
    '/v1/assets/EUR%0d%0aX-Injected:%20yes',
    "/v1/assets/EUR'%20OR%201=1--",
    '/v1/accounts/%24{jndi:ldap:%2f%2fx}',
    '/v1/admin/api-keys/..%2f..%2fconfig.json/revoke',
  ])('%s leads nowhere', async (path) => {
    const answer = await raw(get(path, [await freshKey()]));
    expect([400, 404, 405]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/root:|x-injected: yes/i);
  });

  it('an address that a header claims does not count', async () => {
    const { secret } = await node.makeKey({ addresses: ['203.0.113.7'] });
    secrets.push(secret);
    const claims = [
      'X-Forwarded-For: 203.0.113.7',
      'Forwarded: for=203.0.113.7',
      'X-Real-IP: 203.0.113.7',
    ];
    const answer = await raw(get('/v1/status', [`Authorization: Bearer ${secret}`, ...claims]));
    expect(statusOf(answer)).toBe(403);
  });

  it('a key in the URL opens nothing, and does not get into the audit log', async () => {
    expect(statusOf(await raw(get(`/v1/accounts/${key}?api_key=${key}&access_token=${key}`)))).toBe(
      401,
    );
  });

  it('another origin is given no permission', async () => {
    const answer = await raw(get('/v1/status', [await freshKey(), 'Origin: https://evil.example']));
    expect(answer).not.toMatch(/access-control-allow/i);
  });
});

describe('whoever is slow', () => {
  it('with headers is cut off', async () => {
    const socket = open(node.url);
    const answer = answerOf(socket);
    const drip = setInterval(() => socket.write('X: a\r\n'), 100);
    socket.write('GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const text = await answer;
    clearInterval(drip);
    expect(statusOf(text)).toBe(408);
  });

  it('with a body is cut off', async () => {
    const credential = await freshKey();
    const socket = open(node.url);
    const answer = answerOf(socket);
    socket.write(
      `POST ${submitPath} HTTP/1.1\r\nHost: 127.0.0.1\r\n${credential}\r\nContent-Type: ${json}\r\nContent-Length: 900\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write('a'), 100);
    const text = await answer;
    clearInterval(drip);
    expect(statusOf(text)).toBe(408);
    expect(socket.destroyed).toBe(true);
  });

  it('or says nothing at all on many connections, keeps nobody else out for long', async () => {
    const idle = Array.from({ length: limits.connectionsPerAddress + 20 }, () => open(node.url));
    const ends = await Promise.all(idle.map((socket) => answerOf(socket)));
    expect(ends).toHaveLength(idle.length);
    expect(statusOf(await raw(get('/v1/status', [await freshKey()])))).toBe(200);
  });
});

describe('whoever calls too often', () => {
  it('is told of the limit, then refused, by key', async () => {
    const credential = await freshKey();
    const first = await raw(get('/v1/status', [credential]));
    expect(first).toMatch(/ratelimit: "address";r=[0-9]+;t=[0-9]+, "key";r=29;t=1/i);
    expect(first).toMatch(/ratelimit-policy: "address";q=5000;w=1, "key";q=30;w=30/i);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => send(node.url, get('/v1/status', [credential]))),
    );
    const refused = answers.filter((answer) => statusOf(answer) === 429);
    expect(refused.length).toBeGreaterThanOrEqual(20);
    expect(refused[0]).toMatch(/retry-after: [1-9]/i);
    expect(refused[0]).toContain('"code":"rate_limited"');
    // Another key is another matter.
    expect(statusOf(await raw(get('/v1/status', [await freshKey()])))).toBe(200);
  });

  it('by guessing keys is held up, and holds nobody with a right one up', async () => {
    const guess = (): string =>
      `Authorization: Bearer trellis_${'0'.repeat(16)}_${crypto.randomUUID().replaceAll('-', '').padEnd(43, 'x')}`;
    const statuses: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      statuses.push(statusOf(await raw(get('/v1/status', [guess()]))));
    }
    expect(statuses.slice(-20)).toEqual(Array(20).fill(429));
    expect(statusOf(await raw(get('/v1/status', [await freshKey()])))).toBe(200);
  });
});

describe('afterwards', () => {
  it('no answer told of code, files or keys', () => {
    expect(seen.length).toBeGreaterThan(50);
    for (const answer of seen) {
      expect(answer).not.toMatch(/node_modules|\.ts:[0-9]|\n\s+at |secretHash/);
      expect(answer).not.toContain(node.home);
      expect(answer).not.toContain('"code":"internal_error"');
      for (const secret of secrets) expect(answer).not.toContain(secret.slice(-43));
    }
  });

  it('every answer said what is wrong, and that it is not to be kept, guessed at, or shown in a frame', () => {
    for (const answer of seen.filter((one) => one !== '')) {
      expect(answer).toMatch(/^cache-control: no-store\r$/im);
      expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im);
      expect(answer).toMatch(/^content-security-policy: .*frame-ancestors 'none'\r$/im);
      if (statusOf(answer) < 400) continue;
      expect(answer).toMatch(/^content-type: application\/problem\+json(; charset=utf-8)?\r$/im);
    }
  });

  it('the log has no fault and no secret in it', () => {
    const log = node.log.join('\n');
    expect(log).not.toMatch(/a request failed|fatal/);
    for (const secret of secrets) expect(log).not.toContain(secret.slice(-43));
  });

  it('the audit log has the refusals, counted, and no secret', async () => {
    // What was counted is written when the node stops.
    node = await node.restart();
    const folder = auditFolder(accessFolder(node.config.data));
    expect((await verifyAudit(folder)).problem).toBeNull();
    const lines = [];
    for await (const { entry } of readAudit(folder, 0n)) lines.push(entry);
    const text = JSON.stringify(lines, (_k, part) => (typeof part === 'bigint' ? `${part}` : part));
    for (const secret of secrets) expect(text).not.toContain(secret.slice(-43));
    const refused = lines.filter(({ event }) => event === 'refused');
    const of = (outcome: string): number =>
      refused.filter((one) => one.outcome === outcome).reduce((sum, one) => sum + one.count, 0);
    expect(of('rate_limited')).toBeGreaterThanOrEqual(40);
    expect(of('address_not_permitted')).toBe(1);
    expect(of('unauthenticated')).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeLessThan(60);
    expect(text).toContain('GET /v1/accounts/(secret)');
  });

  it('the node’s files have no secret', async () => {
    const folder = accessFolder(node.config.data);
    for (const name of ['api-keys.json', 'api-key-use.json']) {
      const text = await readFile(join(folder, name), 'utf8');
      for (const secret of secrets) expect(text).not.toContain(secret.slice(-43));
    }
  });

  it('the node makes blocks and answers', async () => {
    const { secret } = await node.makeKey({});
    const answer = await fetch(`${node.url}/v1/status`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(answer.status).toBe(200);
  });
});
