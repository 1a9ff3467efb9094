/** Sends one request with any body over a connection of its own, and listens for the answer while it sends. */
import { once } from 'node:events';
import { open } from '../../access/raw.ts';
import type { SentBody } from './hostile-bodies.ts';

export interface Answered {
  /** 0: none, the connection was closed. */
  readonly status: number;
  readonly code: string | undefined;
}

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: SentBody;
}

/** How long an answer is waited for once all is sent, where the body is not what was said. */
const waitMs = 2_000;

/** Resolves with the answer, or when the node closes. */
export async function sendRequest(url: string, request: SentRequest): Promise<Answered> {
  const socket = open(url);
  let text = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('close', resolve);
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
      // All of it, or as much as there will be of a stream.
      if (/\r\n\r\n/.test(text) && (/"code":"[a-z_]+"/.test(text) || !/problem\+json/.test(text))) {
        resolve();
      }
    });
  });
  let isOver = false;
  const over = answered.then(() => {
    isOver = true;
  });
  socket.write(headOf(request));
  for (const piece of request.body?.pieces ?? []) {
    if (isOver || socket.destroyed) break;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => null), over]);
  }
  socket.setTimeout(waitMs, () => socket.destroy());
  await over;
  socket.destroy();
  return {
    status: Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(text)?.[1] ?? 0),
    code: /"code":"([a-z_]+)"/.exec(text)?.[1],
  };
}

function headOf({ method, path, headers = [], body }: SentRequest): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...headers,
    ...(body?.headers ?? []),
    ...(body?.type ? [`Content-Type: ${body.type}`] : []),
    ...(body === undefined ? [] : [lengthOf(body)]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function lengthOf({ length }: SentBody): string {
  return length === null ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
}
