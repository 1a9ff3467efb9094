/**
 * When an accepted message is passed on. A peer that has it says so (IDONTWANT, gossipsub 1.2), and gossipsub then
 * sends it no copy. Whoever made a message sends it to all that are connected with it, so in a network where all are
 * connected with all there is nobody left to pass it on to: what is passed on there comes twice. How soon a peer says
 * that it has a message depends on how busy it is; so a node waits for it, up to a time, and no longer than it takes.
 */
import type { PeerName } from '@trellis/engine';

export interface Forwarding {
  /** A peer said that it has a message. */
  noteHeld(peer: PeerName, id: Uint8Array): void;
  /**
   * Whether all peers but the sender have the message, so that nobody is left to pass it on to: as soon as all have
   * said so, or else when the time is up.
   */
  isHeldByAll(message: ReceivedMessage, waitMs: number): Promise<boolean>;
}

interface ReceivedMessage {
  readonly id: Uint8Array;
  readonly from: PeerName;
}

/** Messages of which it is remembered who has them. */
const heldMax = 2_048;

interface Waiting {
  readonly missing: Set<PeerName>;
  readonly finish: () => void;
}

export function createForwarding(peers: () => readonly PeerName[]): Forwarding {
  const holders = new Map<string, Set<PeerName>>();
  const waiting = new Map<string, Waiting>();

  function holdersOf(key: string): Set<PeerName> {
    const known = holders.get(key);
    if (known !== undefined) return known;
    const [oldest] = holders.keys();
    if (holders.size >= heldMax && oldest !== undefined) holders.delete(oldest);
    const made = new Set<PeerName>();
    holders.set(key, made);
    return made;
  }

  return {
    noteHeld(peer, id) {
      const key = keyOf(id);
      holdersOf(key).add(peer);
      const one = waiting.get(key);
      one?.missing.delete(peer);
      if (one?.missing.size === 0) one.finish();
    },
    isHeldByAll({ id, from }, waitMs) {
      const key = keyOf(id);
      const held = holders.get(key);
      const missing = new Set(peers().filter((peer) => peer !== from && !held?.has(peer)));
      if (missing.size === 0 || waitMs === 0) return Promise.resolve(missing.size === 0);
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          waiting.delete(key);
          resolve(missing.size === 0);
        };
        // Without keeping a process alive that has nothing else to do.
        const timer = setTimeout(finish, waitMs).unref();
        waiting.set(key, { missing, finish });
      });
    },
  };
}

function keyOf(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1');
}
