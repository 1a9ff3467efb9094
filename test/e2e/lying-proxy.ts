/** A node that lies: everything goes to an honest one, and some answers come back changed. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Changes the JSON of an answer; `undefined` leaves it alone. */
export type Lie = (path: string, json: Record<string, unknown>) => unknown;

export interface LyingProxy {
  readonly url: string;
  /** The lie from now on. */
  tell(lie: Lie | undefined): void;
  close(): Promise<void>;
}

export async function startLyingProxy(honestUrl: string): Promise<LyingProxy> {
  const honest = new URL(honestUrl);
  let lie: Lie | undefined;

  function answer(path: string, from: IncomingMessage, to: ServerResponse): void {
    const isJson = from.headers['content-type']?.startsWith('application/json') ?? false;
    if (lie === undefined || !isJson) {
      to.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(to);
      return;
    }
    const told = lie;
    const chunks: Buffer[] = [];
    from.on('data', (chunk: Buffer) => chunks.push(chunk));
    from.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const changed = told(path, JSON.parse(text));
      const { 'content-length': _, etag: __, ...headers } = from.headers;
      to.writeHead(from.statusCode ?? 502, headers);
      to.end(changed === undefined ? text : JSON.stringify(changed));
    });
  }

  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    const onward = request(
      { host: honest.hostname, port: honest.port, method, path: url, headers },
      (response) => answer(url, response, outgoing),
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (next) => {
      lie = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
