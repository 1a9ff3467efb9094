/** Passes everything on to a node, and keeps who asked for what. */
import { createServer, request } from 'node:http';
import { listenHere } from './listen-here.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** The origin of the page; not there for requests of the page's own server. */
  readonly origin: string | undefined;
  readonly hasCredential: boolean;
  readonly status: number;
}

export interface RecordingProxy {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The node from now on. */
  aim(url: string): void;
  close(): Promise<void>;
}

export async function startRecordingProxy(nodeUrl: string): Promise<RecordingProxy> {
  let node = new URL(nodeUrl);
  const asked: Asked[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '/', headers } = incoming;
    const onward = request(
      { host: node.hostname, port: node.port, method, path, headers },
      (answer) => {
        const { origin, authorization } = headers;
        const status = answer.statusCode ?? 0;
        asked.push({ method, path, origin, hasCredential: authorization !== undefined, status });
        outgoing.writeHead(status, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    // A page that leaves ends its streams, which the node would hold open for nobody.
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  return {
    ...(await listenHere(server)),
    asked,
    aim(url) {
      node = new URL(url);
    },
  };
}
