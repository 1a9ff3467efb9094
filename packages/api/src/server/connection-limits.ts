/** How many connections there may be, in all and from one address. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpConfig } from '../config/http-config.ts';
import { addressGroup } from '../config/network.ts';

/** Closes what is beyond, before anything of it is read. */
export function limitConnections(
  server: Pick<Server, 'maxConnections' | 'on'>,
  { connections, connectionsPerAddress }: HttpConfig['limits'],
): void {
  server.maxConnections = connections;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const from = addressGroup(socket.remoteAddress ?? '');
    const count = (open.get(from) ?? 0) + 1;
    if (count > connectionsPerAddress) {
      socket.destroy();
      return;
    }
    open.set(from, count);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left === 0) open.delete(from);
      else open.set(from, left);
    });
  });
}
