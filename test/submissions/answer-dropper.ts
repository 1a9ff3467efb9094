/** A proxy before a node that can lose the answer to a submission, or the submission itself. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Loss = 'answer' | 'request';

export interface AnswerDropper {
  readonly url: string;
  /** The next submission is lost in this way. */
  loseNext(loss: Loss): void;
  /** How many were lost. */
  lost(): number;
  close(): Promise<void>;
}

export async function startAnswerDropper(nodeUrl: string): Promise<AnswerDropper> {
  const target = new URL(nodeUrl);
  let next: Loss | undefined;
  let lost = 0;
  const server: Server = createServer((incoming, answer) => {
    const loss = incoming.method === 'POST' ? next : undefined;
    if (loss !== undefined) {
      next = undefined;
      lost += 1;
    }
    if (loss === 'request') {
      incoming.socket.destroy();
      return;
    }
    const { method, url: path, headers } = incoming;
    const { hostname: host, port } = target;
    const outgoing = request({
      host,
      port,
      method,
      path,
      headers: { ...headers, host: target.host },
    });
    outgoing.on('error', () => incoming.socket.destroy());
    outgoing.on('response', (response) => {
      if (loss === 'answer') {
        response.resume();
        response.on('end', () => incoming.socket.destroy());
        return;
      }
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.on('error', () => incoming.socket.destroy());
      response.pipe(answer);
    });
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    loseNext(loss) {
      next = loss;
    },
    lost: () => lost,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
