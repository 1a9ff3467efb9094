/**
 * Marionette, the protocol that Firefox is driven by below WebDriver: WebDriver BiDi has no virtual authenticators, and this
 * has them (Firefox, `remote/doc/marionette/Protocol.md`). A message is the length of its JSON in bytes, a colon, and the JSON.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Marionette {
  /** Does a command by its name there, such as `WebAuthn:AddVirtualAuthenticator`. Throws what Firefox says. */
  send(command: string, parameters?: object): Promise<unknown>;
  close(): void;
}

type Reply = readonly [
  type: number,
  id: number,
  error: { readonly message: string } | null,
  result: unknown,
];

/** Connects as soon as Firefox listens there. */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = await opened(port);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const greeted = Promise.withResolvers<void>();
  readMessages(socket, (message) => {
    if (!Array.isArray(message)) return greeted.resolve();
    const [, id, error, result] = message as unknown as Reply;
    const answer = waiting.get(id);
    waiting.delete(id);
    if (error === null) answer?.resolve(result);
    else answer?.reject(new Error(error.message));
  });
  socket.on('close', () => {
    for (const answer of waiting.values()) answer.reject(new Error('Firefox went away'));
  });
  await greeted.promise;
  let count = 0;
  return {
    send(command, parameters = {}) {
      const id = ++count;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, answer);
      const json = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(json)}:${json}`);
      return answer.promise;
    },
    close: () => socket.destroy(),
  };
}

async function opened(port: number): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return socket;
    if (attempt === 600) throw new Error(`Firefox does not listen on port ${port}`);
    await pause(100);
  }
}

function readMessages(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const colon = rest.indexOf(':');
      const length = Number(rest.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || rest.length < colon + 1 + length) return;
      onMessage(JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString()));
      rest = rest.subarray(colon + 1 + length);
    }
  });
}
