/** Takes orders while the node runs: from whoever may connect with the socket, which is its own user. */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { inBackground, type Logger, toLog } from '@trellis/engine';
import { type ControlReply, type ControlRequest, controlLineBytesMax } from './control-messages.ts';

/** Carries out an order; what it throws is the answer. */
export type CarryOut = (
  request: ControlRequest,
  onProgress: (done: number, of: number | null) => void,
) => Promise<unknown>;

export interface Control {
  close(): Promise<void>;
}

/** Serves until it is closed. A socket that a killed process left behind is replaced. */
export async function serveControl(
  path: string,
  carryOut: CarryOut,
  logger: Logger,
): Promise<Control> {
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    inBackground(answer(socket, carryOut, logger), toLog(logger, 'an order was not answered'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  await chmod(path, 0o600);
  return {
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await rm(path, { force: true });
    },
  };
}

async function answer(socket: Socket, carryOut: CarryOut, logger: Logger): Promise<void> {
  const reply = (one: ControlReply): void => {
    if (socket.writable) socket.write(`${JSON.stringify(one, bigintText)}\n`);
  };
  try {
    const request = JSON.parse(await readLine(socket)) as ControlRequest;
    logger.info({ order: request.order }, 'took an order');
    const result = await carryOut(request, (done, of) => reply({ type: 'progress', done, of }));
    reply({ type: 'result', result });
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    reply({ type: 'refusal', code: `${code ?? 'refused'}`, message: `${message ?? error}` });
  }
  socket.end();
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > controlLineBytesMax) reject(new Error('the order is too long'));
    });
    socket.on('close', () => reject(new Error('the connection ended before the order')));
  });
}
