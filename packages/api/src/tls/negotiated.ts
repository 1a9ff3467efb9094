/** What TLS agreed on with each client of the HTTP API. */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { inBackground } from '@trellis/engine';
import { firstRecordBytes, groupsOffered, peek, recordHeaderBytes } from '@trellis/network/channel';
import { type ApiGroup, agreedGroup } from './groups.ts';

/** A connection that is not encrypted has none of this. */
export interface Negotiated {
  readonly protocol: string;
  readonly cipher: string;
  /** `null` when the first message of the client was too long to be looked at. */
  readonly group: ApiGroup | null;
}

/** What was agreed on with whoever sent a request; `null` without TLS. */
export type NegotiatedOf = (request: IncomingMessage) => Negotiated | null;

/**
 * Looks at the first message of each client before TLS gets it: OpenSSL tells a server nothing of the
 * group. It is the first of ours that the client offers, as `groupList` asks for.
 */
export function watchHandshakes(
  server: Server,
  groups: readonly ApiGroup[],
  timeoutMs: number,
): NegotiatedOf {
  const agreed = new Map<string, ApiGroup>();
  const startTls = server.listeners('connection');
  server.removeAllListeners('connection');
  const watch = async (socket: Socket): Promise<void> => {
    const name = nameOf(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => agreed.delete(name));
    const timeout = AbortSignal.timeout(timeoutMs);
    const first = await peek(socket, (bytes) => bytes.length >= firstRecordBytes(bytes), timeout);
    if (socket.destroyed || timeout.aborted) {
      socket.destroy();
      return;
    }
    const offered = groupsOffered(first.subarray(recordHeaderBytes, firstRecordBytes(first)));
    const group = offered === undefined ? undefined : agreedGroup(groups, offered);
    if (group !== undefined) agreed.set(name, group);
    for (const start of startTls) start.call(server, socket);
  };
  server.on('connection', (socket: Socket) => {
    inBackground(watch(socket), () => socket.destroy());
  });
  return ({ socket }) => {
    if (!(socket instanceof TLSSocket)) return null;
    return {
      protocol: socket.getProtocol() ?? 'unknown',
      cipher: socket.getCipher().standardName,
      group: agreed.get(nameOf(socket)) ?? null,
    };
  };
}

/** No two connections to a port are from the same one at a time. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
