/**
 * Who may connect. Both directions are validated as soon as the secure channel has proved the other
 * end's name, before any protocol runs over it; whom we don't permit we don't even dial.
 */
import type { ConnectionGater, PeerId } from '@libp2p/interface';
import type { Logger, PeerName } from '@trellis/engine';
import type { Backoff } from './backoff.ts';
import { createLogAllowance } from './channel/log-allowance.ts';
import type { WireBytes } from './wire-bytes.ts';

export interface GaterOptions {
  readonly permitted: (peer: PeerName) => boolean;
  readonly backoff: Backoff;
  readonly wireBytes: WireBytes;
  readonly logger: Logger;
  readonly now: () => number;
}

/** A libp2p gater that lets permitted peers pass and logs whom it refuses. */
export function createConnectionGater(options: GaterOptions): ConnectionGater {
  const { permitted, backoff, wireBytes, logger } = options;
  const mayLog = createLogAllowance(options.now);

  const refuses = (id: PeerId, direction: 'inbound' | 'outbound', address?: string): boolean => {
    const peer = id.toString() as PeerName;
    if (!permitted(peer)) {
      if (mayLog()) {
        logger.warn(
          { peer, direction, address },
          'refused a connection: the peer is not permitted',
        );
      }
      return true;
    }
    const remainingMs = backoff.remainingMs(peer);
    if (remainingMs === 0) return false;
    logger.debug(
      { peer, direction, remainingMs },
      'refused a connection: the peer is in its backoff',
    );
    return true;
  };

  return {
    denyDialPeer: (peer) => refuses(peer, 'outbound'),
    denyInboundEncryptedConnection(peer, raw) {
      wireBytes.remember(raw);
      return refuses(peer, 'inbound', raw.remoteAddr.toString());
    },
    denyOutboundEncryptedConnection(peer, raw) {
      wireBytes.remember(raw);
      return refuses(peer, 'outbound', raw.remoteAddr.toString());
    },
    // Connections are opened to the addresses of the configuration, never at those that others claim.
    filterMultiaddrForPeer: () => false,
  };
}
