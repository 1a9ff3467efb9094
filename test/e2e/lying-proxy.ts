/** A node that lies, or is away: everything goes to an honest one, and some answers come back changed or not at all. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Changes the JSON of an answer; `undefined` leaves it alone. */
export type Lie = (path: string, json: Record<string, unknown>) => unknown;

/** What becomes of requests: they are answered, wait for ever, or are cut off. */
type ProxyMode = 'answers' | 'silent' | 'dead';

export interface LyingProxy {
  readonly url: string;
  /** The lie from now on. */
  tell(lie: Lie | undefined): void;
  /** The honest node from now on. */
  aim(honestUrl: string): void;
  /** From now on, also of requests and streams that are open. */
  become(mode: ProxyMode): void;
  /** Ends what is open, as a proxy that drops long connections does. */
  drop(): void;
  close(): Promise<void>;
}

export async function startLyingProxy(honestUrl: string): Promise<LyingProxy> {
  let honest = new URL(honestUrl);
  let lie: Lie | undefined;
  let mode: ProxyMode = 'answers';
  const open = new Set<ServerResponse>();

  function answer(path: string, from: IncomingMessage, to: ServerResponse): void {
    const isJson = from.headers['content-type']?.startsWith('application/json') ?? false;
    if (lie === undefined || !isJson) {
      to.writeHead(from.statusCode ?? 502, from.headers);
      from.on('data', (chunk: Buffer) => mode === 'answers' && to.write(chunk));
      from.on('end', () => mode === 'answers' && to.end());
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
    open.add(outgoing);
    outgoing.on('close', () => open.delete(outgoing));
    if (mode === 'dead') return outgoing.destroy();
    if (mode === 'silent') return undefined;
    const { method, url = '/', headers } = incoming;
    const onward = request(
      { host: honest.hostname, port: honest.port, method, path: url, headers },
      (response) => answer(url, response, outgoing),
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    return incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const drop = (): void => {
    for (const response of open) response.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (next) => {
      lie = next;
    },
    aim: (next) => {
      honest = new URL(next);
    },
    become: (next) => {
      mode = next;
      // What waited while it was silent is answered by nobody.
      if (next !== 'silent') drop();
    },
    drop,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
