/** What is refused by its headers is refused before a byte of the body comes: nothing but headers is sent here. */
import { limits } from '@trellis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedNode, startGuardedNode } from './node.ts';
import { answerOf, open, statusOf } from './raw.ts';

let node: GuardedNode;
let reader: string;
let payer: string;
beforeAll(async () => {
  node = await startGuardedNode();
  reader = `Authorization: Bearer ${(await node.makeKey({ scopes: ['read'] })).secret}`;
  payer = `Authorization: Bearer ${(await node.makeKey({ scopes: ['submit'] })).secret}`;
});
afterAll(() => node?.remove());

/** The answer to headers alone. */
async function ask(method: string, path: string, headers: readonly string[]): Promise<string> {
  const socket = open(node.url);
  const answer = answerOf(socket);
  socket.once('data', () => setTimeout(() => socket.end(), 20));
  socket.write(
    `${[`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers].join('\r\n')}\r\n\r\n`,
  );
  return answer;
}

const submit = '/v1/transactions';
const batch = '/v1/transactions/batch';
const json = 'Content-Type: application/json';
const bytes = 'Content-Type: application/octet-stream';
const long = (count: number): string => `Content-Length: ${count}`;

describe('headers alone are refused', () => {
  it.each([
    ['a path that is not there', 'POST', '/nowhere', [json, long(900)], 404, 'not_found'],
    ['a method that is not there', 'PUT', submit, [json, long(900)], 405, 'method_not_allowed'],
    [
      'a form where none is taken',
      'POST',
      submit,
      ['Content-Type: application/x-www-form-urlencoded', long(900)],
      415,
      'unsupported_media_type',
    ],
    ['no media type', 'POST', submit, [long(900)], 415, 'unsupported_media_type'],
    ['JSON where bytes are taken', 'POST', batch, [json, long(900)], 415, 'unsupported_media_type'],
    [
      'compression',
      'POST',
      submit,
      [json, 'Content-Encoding: gzip', long(900)],
      415,
      'unsupported_media_type',
    ],
    ['nobody', 'POST', submit, [json, long(900)], 401, 'unauthenticated'],
    [
      'chunks of nobody',
      'POST',
      submit,
      [json, 'Transfer-Encoding: chunked'],
      401,
      'unauthenticated',
    ],
  ])('%s', async (_name, method, path, headers, status, code) => {
    const answer = await ask(method, path, headers);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it.each([
    ['whoever may not', submit, () => [reader, json, long(900)], 403],
    [
      'a transaction that is too long',
      submit,
      () => [payer, json, long(limits.transactionJsonBytesMax + 1)],
      413,
    ],
    [
      'a batch that is too long',
      batch,
      () => [payer, bytes, long(limits.submittedBatchBytesMax + 1)],
      413,
    ],
  ])('%s', async (_name, path, headers, status) => {
    expect(statusOf(await ask('POST', path, headers()))).toBe(status);
  });

  it('of whoever asks first whether to send', async () => {
    const expected = [json, long(900), 'Expect: 100-continue'];
    expect(statusOf(await ask('POST', submit, expected))).toBe(401);
    const { secret } = await node.makeKey({ scopes: ['submit'] });
    const welcome = await ask('POST', submit, [`Authorization: Bearer ${secret}`, ...expected]);
    expect(statusOf(welcome)).toBe(100);
  });
});

describe('a body', () => {
  it('in thousands of tiny chunks ends the connection', async () => {
    const socket = open(node.url);
    const answer = answerOf(socket);
    const { secret } = await node.makeKey({ scopes: ['submit'] });
    socket.write(
      `POST ${batch} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${secret}\r\n${bytes}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    socket.write('1\r\na\r\n'.repeat(3_000));
    expect(await answer).toBe('');
  });

  it('that nobody reads does not take the answer back, also where the connection is to end', async () => {
    const body = Buffer.alloc(3_000_000, 'a');
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const socket = open(node.url);
        const answer = answerOf(socket);
        socket.write(
          `PUT ${submit} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${json}\r\n${long(body.length)}\r\n\r\n`,
        );
        socket.write(body);
        return statusOf(await answer);
      }),
    );
    expect(statuses).toEqual(Array(8).fill(405));
  });
});
