/**
 * The one connection that is used with each peer. libp2p may hold several at a time; every stream
 * of ours runs over the settled one, so all that depends on it is told when it changes.
 */
import type { Connection } from '@libp2p/interface';
import type { PeerName } from '@trellis/engine';
import { keepsNewer } from './deduplicate-connection.ts';
import type { WireBytes } from './wire-bytes.ts';

export interface PeerConnections {
  /** The settled connection with a peer, if it is connected. */
  with(peer: PeerName): Connection | undefined;
  /** Whether streams may run over this connection. */
  isSettled(connection: Connection): boolean;
  connectedPeers(): readonly PeerName[];
  /** The settled connections. */
  all(): readonly Connection[];
  /** When the peer's settled connection was opened (milliseconds), or `undefined`. */
  connectedSince(peer: PeerName): number | undefined;
  /** libp2p opened a connection. */
  opened(connection: Connection): void;
  /** libp2p closed a connection. */
  closed(connection: Connection, reason: string): void;
  /** Closes the peer's connection at once; what was queued is lost. */
  close(peer: PeerName, reason: string): void;
  /** Closes connections over which nothing came for several looks, a few seconds apart. */
  dropSilent(): void;
  /** Closes the oldest connection if it is older than this; one at a time, so that the others continue. */
  dropOld(ageMaxMs: number): void;
}

export interface PeerConnectionsOptions {
  readonly self: PeerName;
  readonly now: () => number;
  readonly wireBytes: WireBytes;
  /** A peer was connected. */
  readonly onConnected: (peer: PeerName, connection: Connection) => void;
  /** A connected peer's traffic moves to another connection; the old one is closed already. */
  readonly onMoved: (peer: PeerName, connection: Connection) => void;
  readonly onLost: (peer: PeerName, reason: string) => void;
}

interface Settled {
  readonly connection: Connection;
  readonly openedAt: number;
  bytesReceived: number;
  missedPolls: number;
}

/** A live peer answers a ping every few seconds; counting looks, not time, forgives our own pauses. */
const missedPollsMax = 4;

/** No connections yet; `opened` and `closed` have to be fed from libp2p's events. */
export function createPeerConnections(options: PeerConnectionsOptions): PeerConnections {
  const { self, now, wireBytes } = options;
  const settled = new Map<PeerName, Settled>();
  /** Why we closed a connection ourselves, until its close event comes. */
  const reasons = new Map<string, string>();

  const abort = (connection: Connection, reason: string): void => {
    reasons.set(connection.id, reason);
    connection.abort(new Error(reason));
    reasons.delete(connection.id);
  };

  return {
    with: (peer) => settled.get(peer)?.connection,
    isSettled: (connection) => settled.get(nameOf(connection))?.connection.id === connection.id,
    connectedPeers: () => [...settled.keys()],
    all: () => [...settled.values()].map(({ connection }) => connection),
    connectedSince: (peer) => settled.get(peer)?.openedAt,
    opened(connection) {
      if (connection.status !== 'open') return;
      const peer = nameOf(connection);
      const newer: Settled = { connection, openedAt: now(), bytesReceived: 0, missedPolls: 0 };
      const older = settled.get(peer);
      if (older === undefined) {
        settled.set(peer, newer);
        options.onConnected(peer, connection);
      } else if (keepsNewer({ self, peer }, describe(older), describe(newer))) {
        settled.set(peer, newer);
        abort(older.connection, 'replaced by another connection with the same peer');
        options.onMoved(peer, connection);
      } else {
        abort(connection, 'there is another connection with the same peer');
      }
    },
    closed(connection, reason) {
      const peer = nameOf(connection);
      if (settled.get(peer)?.connection.id !== connection.id) return;
      settled.delete(peer);
      options.onLost(peer, reasons.get(connection.id) ?? reason);
    },
    close(peer, reason) {
      const entry = settled.get(peer);
      if (entry !== undefined) abort(entry.connection, reason);
    },
    dropSilent() {
      for (const entry of [...settled.values()]) {
        const { bytesReceived } = wireBytes.of(entry.connection);
        const isSilent = bytesReceived === entry.bytesReceived && bytesReceived > 0;
        entry.missedPolls = isSilent ? entry.missedPolls + 1 : 0;
        entry.bytesReceived = bytesReceived;
        if (entry.missedPolls >= missedPollsMax)
          abort(entry.connection, 'the peer became unresponsive');
      }
    },
    dropOld(ageMaxMs) {
      const [oldest] = [...settled.values()].sort((a, b) => a.openedAt - b.openedAt);
      if (oldest === undefined || now() - oldest.openedAt < ageMaxMs) return;
      abort(oldest.connection, 'its keys have grown old');
    },
  };
}

/** The name of the peer at the other end. */
export function nameOf(connection: Connection): PeerName {
  return connection.remotePeer.toString() as PeerName;
}

function describe({ connection, openedAt }: Settled) {
  return { direction: connection.direction, openedAt };
}
