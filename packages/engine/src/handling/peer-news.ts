/** What is learned of peers: that they come and go, and where they are. */
import type { CatchUp } from '../catch-up/catch-up.ts';
import type { StatusMessage } from '../messages/messages.ts';
import type { Position, Presence } from '../peers/presence.ts';
import type { PeerName } from '../ports/transport.ts';
import type { EvidencePool } from '../proposing/evidence-pool.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import type { Driver } from '../voting/driver.ts';
import type { Pacing } from '../voting/pacing.ts';
import type { PeerSync } from './peer-sync.ts';

export interface PeerNewsParts {
  readonly presence: Pick<Presence, 'connected' | 'disconnected' | 'heard'>;
  readonly catchUp: Pick<CatchUp, 'notePeer' | 'noteHeard' | 'forgetPeer'>;
  readonly evidence: Pick<EvidencePool, 'greet'>;
  readonly driver: Pick<Driver, 'reconsiderTimeouts'>;
  readonly sync: Pick<PeerSync, 'greet' | 'take'>;
  readonly pacing: Pick<Pacing, 'consider'>;
  readonly executor: Pick<SerialExecutor, 'post'>;
}

export interface PeerNews {
  connected(peer: PeerName): void;
  disconnected(peer: PeerName): void;
  /** A peer sent us something of this height and round; it need not be its own. */
  heard(peer: PeerName, position: Position): void;
  status(status: StatusMessage, peer: PeerName): void;
}

export function createPeerNews(parts: PeerNewsParts): PeerNews {
  const { presence, catchUp, evidence, driver, sync, pacing, executor } = parts;
  return {
    connected(peer) {
      presence.connected(peer);
      sync.greet(peer);
      evidence.greet(peer);
    },
    disconnected(peer) {
      presence.disconnected(peer);
      catchUp.forgetPeer(peer);
      driver.reconsiderTimeouts();
    },
    heard(peer, position) {
      presence.heard(peer, position);
      catchUp.noteHeard(peer, position.height);
    },
    status(status, peer) {
      // At once, or what the peer says later may be heard first, and this seems to take it back.
      catchUp.notePeer(peer, status.firstHeight, status.finalHeight);
      executor.post(() => {
        pacing.consider();
        return sync.take(status, peer);
      });
    },
  };
}
