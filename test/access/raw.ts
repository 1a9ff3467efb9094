/** Requests as bytes, for what no client would send. */
import { connect, type Socket } from 'node:net';

/** Opens a connection to a node. */
export function open(url: string): Socket {
  return openPort(Number(new URL(url).port));
}

/** Opens a connection to a port of this machine. */
export function openPort(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  // Whoever is cut off is told so by the system as well.
  socket.on('error', () => undefined);
  return socket;
}

/** A busy machine is slow to answer; whoever neither does nor hangs up in this time never will. */
const silenceMs = 60_000;

/** Everything that comes until the node closes. Rejects where it says nothing and stays. */
export function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setTimeout(silenceMs, () => {
      reject(new Error(`neither an answer nor an end, but: ${text}`));
      socket.destroy();
    });
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text));
  });
}

/** Sends these bytes as they are. */
export async function send(url: string, bytes: string | Uint8Array): Promise<string> {
  const socket = open(url);
  const answer = answerOf(socket);
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  return answer;
}

/** A request that asks to be answered and closed. */
export function get(path: string, headers: readonly string[] = []): string {
  return `GET ${path} HTTP/1.1\r\n${['Host: 127.0.0.1', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(answer)?.[1] ?? 0);
}
