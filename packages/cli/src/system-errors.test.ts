import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { getStatus, httpTransport, Unreachable } from '@trellis/client';
import { makeDevelopmentCertificates } from '@trellis/testnet';
import { describe, expect, it } from 'vitest';
import { reportOf } from './command-error.ts';
import { httpFetch } from './http-fetch.ts';
import { systemErrors } from './system-errors.ts';

/** What is reported of what `provoke` throws. */
async function reportAfter(provoke: () => unknown): Promise<ReturnType<typeof reportOf>> {
  try {
    await provoke();
  } catch (error) {
    return reportOf(error);
  }
  throw new Error('nothing was refused');
}

async function listening<S extends Server>(server: S): Promise<{ server: S; port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

const ask = (url: string) => getStatus(httpTransport({ url, fetch: httpFetch }));

describe('what the system refuses is said in words', () => {
  it.each(Object.entries(systemErrors))('%s, with advice', (code, { what, advice }) => {
    const failed = Object.assign(new Error(`${code}: unknown, write`), { code, path: '/a/file' });
    const { message, hint, exitCode } = reportOf(failed);
    expect({ message, hint, exitCode }).toEqual({
      message: `/a/file: ${what}.`,
      hint: advice,
      exitCode: 1,
    });
    expect(advice).toMatch(/^[A-Z].*[.?]$/);
    expect(what).not.toMatch(/^[A-Z]|[.?]$/);
  });

  it('a full disk', async () => {
    const report = await reportAfter(() => writeFileSync('/dev/full', 'text'));
    expect(report).toMatchObject({ code: 'ENOSPC', message: 'the disk is full.' });
  });

  it('a file that is not there', async () => {
    const report = await reportAfter(() => readFile('/no/such/file'));
    expect(report).toMatchObject({
      code: 'ENOENT',
      message: '/no/such/file: it does not exist.',
    });
  });

  it('a port that is taken', async () => {
    const { server, port } = await listening(createServer());
    const second = createServer();
    second.listen(port, '127.0.0.1');
    const [error] = await once(second, 'error');
    server.close();
    expect(reportOf(error)).toMatchObject({
      message: `127.0.0.1:${port}: another process uses the port.`,
      hint: expect.stringContaining('--base-port'),
    });
  });

  it('a node that does not run', async () => {
    const { server, port } = await listening(createServer());
    server.close();
    await once(server, 'close');
    const url = `http://127.0.0.1:${port}`;
    expect(await reportAfter(() => ask(url))).toMatchObject({
      code: 'unreachable',
      message: `no answer from the node at ${url}: nothing listens there.`,
      exitCode: 3,
    });
  });

  it('a node whose certificate nobody vouches for', async () => {
    const { nodes } = makeDevelopmentCertificates('test', ['node1'], 'ecdsa-p256', Date.now());
    const [{ key, certificate } = { key: '', certificate: '' }] = nodes;
    const { server, port } = await listening(createTlsServer({ key, cert: certificate }));
    const report = await reportAfter(() => ask(`https://127.0.0.1:${port}`));
    server.close();
    expect(report).toMatchObject({ exitCode: 3, hint: expect.stringContaining('--ca-file') });
    expect(report.message).toContain('of an authority that is not trusted here');
  });

  it('a node that hangs up, and one that speaks no TLS', async () => {
    const { server, port } = await listening(createServer((socket) => socket.end('no HTTP\n')));
    const plain = await reportAfter(() => ask(`https://127.0.0.1:${port}`));
    server.close();
    expect(plain.hint).toContain('http:// node');
  });

  it('what another error was caused by', () => {
    const cause = Object.assign(new Error('x'), { code: 'EMFILE' });
    const error = Object.assign(new Error('the node can’t start', { cause }), { code: 'bad_node' });
    expect(reportOf(error)).toMatchObject({
      message: 'the node can’t start.',
      hint: systemErrors.EMFILE?.advice,
    });
  });

  it.each(['ECONNREFUSED', 'ETIMEDOUT', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_SSL_SOMETHING_NEW'])(
    'a node that does not answer: %s',
    (code) => {
      const cause = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
      const report = reportOf(new Unreachable('http://x', 'the connection failed', { cause }));
      expect(report.message).toMatch(/^no answer from the node at http:\/\/x: [a-z].*[^)]\.$/);
      expect(report.exitCode).toBe(3);
    },
  );
});
