import { parseAddress } from '@trellis/crypto';
import { statusResponseCodec } from '@trellis/protocol/http-api';
import { describe, expect, it } from 'vitest';
import { httpTransport } from './http-transport.ts';
import { createLightClient } from './light-client.ts';
import { getStatus } from './read.ts';
import { getAccount } from './read-state.ts';
import { statusAt } from './testing/fake-answers.ts';
import { fakeChain, provider, testAddress } from './testing/fake-chain.ts';
import { answerWith, fakeTransport, refuseWith } from './testing/fake-node.ts';

const chain = fakeChain();
const status = statusAt(chain, 5n);

describe('httpTransport', () => {
  it.each([
    ...['', 'node', '127.0.0.1:26700', 'localhost:26700', 'ftp://node', 'file:///etc/passwd'],
    ...['http://user:secret@node', 'http://node/?key=secret', 'http://node/#secret'],
  ])('refuses %j as an address, by a code and without repeating it', (url) => {
    const given = expect(() => httpTransport({ url }));
    given.toThrow(expect.objectContaining({ name: 'BuildError', code: 'bad_argument' }));
    given.not.toThrow(/secret/);
  });

  it('takes an address with or without a slash at its end', () => {
    expect(httpTransport({ url: 'http://node:1/' }).url).toBe('http://node:1');
    expect(httpTransport({ url: 'https://node/trellis//' }).url).toBe('https://node/trellis');
  });
});

describe('a request', () => {
  it('gives the value of the answer', async () => {
    const paths: string[] = [];
    const transport = fakeTransport(({ path }) => {
      paths.push(path);
      return answerWith(statusResponseCodec, status);
    });
    expect(await getStatus(transport)).toEqual(status);
    expect(paths).toEqual(['/v1/status']);
  });

  it('names an account by its address in text form', async () => {
    const paths: string[] = [];
    const transport = fakeTransport(({ path }) => {
      paths.push(path);
      return refuseWith(404, 'not_found');
    });
    const light = createLightClient({ transport, verifier: provider, trusted: chain.trusted });
    await expect(getAccount(light, testAddress(1))).rejects.toThrow();
    const [, text = ''] = /^\/v1\/accounts\/(trellis1.+)$/.exec(paths[0] ?? '') ?? [];
    expect(parseAddress(text)).toBe(testAddress(1));
  });

  it('throws the refusal of a node as a problem with its code', async () => {
    const transport = fakeTransport(() => refuseWith(422, 'expired', 'The height has passed.'));
    await expect(getStatus(transport)).rejects.toMatchObject({
      name: 'ApiProblem',
      code: 'expired',
      status: 422,
      detail: 'The height has passed.',
      message: 'The height has passed.',
    });
  });

  const broken: readonly (readonly [string, () => Response | Promise<Response>, RegExp])[] = [
    [
      'there is no node',
      () => {
        const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
        return Promise.reject(new TypeError('fetch failed', { cause }));
      },
      /: the connection failed \(ECONNREFUSED\)$/,
    ],
    ['it is another server', () => new Response('<html>', { status: 404 }), /404 without JSON/],
    ['it fails in its own way', () => new Response('{"error":1}', { status: 500 }), /answered 500/],
    ['its answer is cut off', () => new Response('{"version":"0.1'), /200 without JSON/],
    ['its answer is empty', () => new Response(null), /200 without JSON/],
    [
      'its answer is something else',
      () => new Response('[]'),
      /not understood \(: expected an obj/,
    ],
    [
      'the connection breaks in the middle of its answer',
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.error(new Error('reset'));
            },
          }),
        ),
      /: the connection failed$/,
    ],
  ];
  it.each(broken)('throws Unreachable when %s', async (_name, answer, message) => {
    await expect(getStatus(fakeTransport(answer))).rejects.toMatchObject({
      name: 'Unreachable',
      code: 'unreachable',
      url: 'http://node.test',
      message: expect.stringMatching(message),
    });
  });

  it('throws Unreachable when the answer never comes', async () => {
    const transport = fakeTransport(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
      10,
    );
    await expect(getStatus(transport)).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining('more than 0.01 s'),
    });
  });

  it('throws Unreachable when the answer never ends', async () => {
    const chunk = new Uint8Array(8 * 1024 * 1024).fill(0x20);
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
      },
    });
    const transport = fakeTransport(() => new Response(endless), 10_000);
    await expect(getStatus(transport)).rejects.toMatchObject({
      name: 'Unreachable',
      message: expect.stringContaining('its answer is over'),
    });
  });
});
