/** What is learned of peers: that they come and go, and where they are. */
import type { CatchUp } from '../catch-up/catch-up.ts';
import type { DoubleSignGuard } from '../guard/double-sign-guard.ts';
import type { StatusMessage } from '../messages/messages.ts';
import type { PeerLiveness, Position } from '../peers/peer-liveness.ts';
import type { PeerName } from '../ports/transport.ts';
import type { EvidencePool } from '../proposing/evidence-pool.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import type { BlockScheduler } from '../voting/block-scheduler.ts';
import type { Driver } from '../voting/driver.ts';
import type { PeerSync } from './peer-sync.ts';

export interface PeerNewsParts {
  readonly peerLiveness: Pick<PeerLiveness, 'connected' | 'disconnected' | 'heard'>;
  readonly catchUp: Pick<CatchUp, 'notePeer' | 'noteHeard' | 'forgetPeer'>;
  readonly evidence: Pick<EvidencePool, 'greet'>;
  readonly driver: Pick<Driver, 'reconsiderTimeouts'>;
  readonly doubleSignGuard: Pick<DoubleSignGuard, 'peerConnected'>;
  readonly sync: Pick<PeerSync, 'greet' | 'take'>;
  readonly blockScheduler: Pick<BlockScheduler, 'consider'>;
  readonly executor: Pick<SerialExecutor, 'post'>;
}

export interface PeerNews {
  connected(peer: PeerName): void;
  /** It speaks over another connection; what the process before it said need not hold for this one. */
  moved(peer: PeerName): void;
  disconnected(peer: PeerName): void;
  /** A peer sent us something of this height and round; it need not be its own. */
  heard(peer: PeerName, position: Position): void;
  status(status: StatusMessage, peer: PeerName): void;
}

export function createPeerNews(parts: PeerNewsParts): PeerNews {
  const { peerLiveness, catchUp, evidence, driver, sync, blockScheduler, executor } = parts;
  return {
    connected(peer) {
      peerLiveness.connected(peer);
      sync.greet(peer);
      evidence.greet(peer);
      parts.doubleSignGuard.peerConnected(peer);
    },
    moved(peer) {
      catchUp.forgetPeer(peer);
      sync.greet(peer);
      parts.doubleSignGuard.peerConnected(peer);
    },
    disconnected(peer) {
      peerLiveness.disconnected(peer);
      catchUp.forgetPeer(peer);
      driver.reconsiderTimeouts();
    },
    heard(peer, position) {
      peerLiveness.heard(peer, position);
      catchUp.noteHeard(peer, position.height);
    },
    status(status, peer) {
      // At once, or what the peer says later may be heard first, and this seems to take it back.
      catchUp.notePeer(peer, status.firstHeight, status.finalHeight);
      executor.post(() => {
        blockScheduler.consider();
        return sync.take(status, peer);
      });
    },
  };
}
