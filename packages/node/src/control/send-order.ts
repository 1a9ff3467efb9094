/** Gives a running node an order over its control socket. */
import { connect } from 'node:net';
import { ConfigError } from '@trellis/api';
import type { ControlReply, ControlRequest } from './control-messages.ts';
import { controlPath } from './control-path.ts';

/** The node's answer. Throws `ControlError` when it refuses, and `ConfigError` when no node runs in the folder. */
export async function sendOrder(
  dataFolder: string,
  request: ControlRequest,
  onProgress: (done: number, of: number | null) => void = () => undefined,
): Promise<unknown> {
  const socket = connect(controlPath(dataFolder));
  socket.setEncoding('utf8');
  socket.write(`${JSON.stringify(request)}\n`);
  let text = '';
  try {
    for await (const part of socket) {
      text += part;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const reply = JSON.parse(line) as ControlReply;
        if (reply.type === 'result') return reply.result;
        if (reply.type === 'refusal') throw new ControlError(reply.code, reply.message);
        onProgress(reply.done, reply.of);
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ECONNREFUSED') throw error;
    throw new ConfigError('node_not_running', `no node runs in ${dataFolder}: start it first`);
  } finally {
    socket.destroy();
  }
  throw new ControlError('node_stopped', 'the node stopped before it had done this');
}

/** The node refused an order, or failed to carry it out. */
class ControlError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }
}
