/** The channel on a socket of its own, for what is no node but talks as they do: the same TLS, the same validation, pinned keys. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Address } from '@trellis/crypto';
import type { ChannelIdentity } from './certificate.ts';
import { defaultGroups, handshake, type KeyExchangeGroup } from './handshake.ts';
import { createOwnCertificate } from './own-certificate.ts';

export interface SecureSockets {
  /**
   * A secured socket, and whose network key the other end has proven. Throws `ConnectionRefused` with the socket
   * destroyed.
   */
  secure(
    socket: Socket,
    role: 'client' | 'server',
  ): Promise<{ readonly tls: TLSSocket; readonly networkKey: Address }>;
}

/** From the first byte to a secured connection. */
const handshakeMs = 5_000;

export function createSecureSockets(options: {
  readonly identity: ChannelIdentity;
  /** Who may be at the other end, by network key. */
  readonly pinned: ReadonlyMap<Address, { readonly peer: string }>;
  readonly groups?: readonly KeyExchangeGroup[];
  readonly now: () => number;
}): SecureSockets {
  const { identity, pinned, groups = defaultGroups, now } = options;
  const certificate = createOwnCertificate(identity, now);
  return {
    async secure(socket, role) {
      const contextFor = await certificate.contexts();
      const { tls, negotiated } = await handshake(socket, {
        ...{ role, contextFor, groups, now },
        chainId: identity.chainId,
        expected: undefined,
        findNode: (key) => pinned.get(key),
        signal: AbortSignal.timeout(handshakeMs),
      });
      return { tls, networkKey: negotiated.identity.networkKey };
    },
  };
}
