import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpFetch } from './http-fetch.ts';

let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = { method: 'GET', headers: {} };
const never = () => new AbortController().signal;

describe('fetch by Node’s own HTTP', () => {
  it('sends method, headers and body, and gives status and body', async () => {
    const url = await listen((request, response) => {
      const { method, headers } = request;
      let content = '';
      request.on('data', (part) => {
        content += part;
      });
      request.on('end', () => {
        response.writeHead(418);
        response.end(
          `${method} ${headers['content-type']} ${headers['content-length']} ${content}`,
        );
      });
    });
    const { status, body } = await httpFetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: new TextEncoder().encode('bytes'),
      signal: never(),
    });
    expect(status).toBe(418);
    expect(await new Response(body).text()).toBe('POST text/plain 5 bytes');
  });

  it('follows no redirect', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' });
      response.end();
    });
    expect((await httpFetch(url, { ...get, signal: never() })).status).toBe(302);
  });

  it('says why there is no connection, as fetch does', async () => {
    const url = await listen(() => undefined);
    server.close();
    const wanted = { name: 'TypeError', cause: { code: 'ECONNREFUSED' } };
    await expect(httpFetch(url, { ...get, signal: never() })).rejects.toMatchObject(wanted);
    await expect(fetch(url)).rejects.toMatchObject(wanted);
  });

  it('ends when it is told to, before the answer and within it', async () => {
    const silent = await listen(() => undefined);
    const asked = httpFetch(silent, { ...get, signal: AbortSignal.timeout(50) });
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
    server.closeAllConnections();
    server.close();

    const stop = new AbortController();
    const slow = await listen((_request, response) => {
      response.write('a part');
    });
    const { body } = await httpFetch(slow, { ...get, signal: stop.signal });
    const reader = body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('a part');
    stop.abort();
    await expect(reader?.read()).rejects.toThrow();
  });

  it('fails within an answer that is cut off', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    const { body } = await httpFetch(url, { ...get, signal: never() });
    await expect(new Response(body).text()).rejects.toThrow();
  });
});
