/**
 * The links from each peer to this node, on which everything that arrives waits its turn: messages of
 * one peer stay in order, and a lost segment holds up those behind it, as on TCP.
 */
import type { Clock, PeerName } from '@trellis/engine';
import { type LinkQuality, lossDelayMs, type Random, seededRandom } from './segment-loss.ts';

/** How messages from one peer arrive; a cut link lets nothing through in either direction. */
export interface LinkSettings extends LinkQuality {
  readonly cut: boolean;
}

export interface Links {
  /** Whether nothing goes to or comes from this peer. */
  isCut(peer: PeerName): boolean;
  /** Resolves when a message of this size would have come through; says whether it did. */
  arrival(peer: PeerName, bytes: number): Promise<boolean>;
  /** Changes the link from one peer, or back to the settings of all with `null`. */
  set(peer: PeerName, settings: LinkSettings | null): void;
  /** Changes the links of all peers that have no settings of their own. */
  setAll(settings: LinkSettings): void;
  /** Nothing arrives any more. */
  stop(): void;
}

interface Link {
  readonly random: Random;
  /** Resolves when all that came before has arrived. */
  last: Promise<void>;
  /** When that is, on the clock's `elapsed` scale. */
  freeAt: number;
}

/** The same seed and arrivals give the same delays. */
export function createLinks(clock: Clock, initial: LinkSettings, seed: number): Links {
  let common = initial;
  const own = new Map<PeerName, LinkSettings>();
  const links = new Map<PeerName, Link>();
  let stopped = false;

  const settingsOf = (peer: PeerName): LinkSettings => own.get(peer) ?? common;

  function linkOf(peer: PeerName): Link {
    const known = links.get(peer);
    if (known !== undefined) return known;
    const random = seededRandom(seed ^ nameNumber(peer));
    const made = { random, last: Promise.resolve(), freeAt: Number.NEGATIVE_INFINITY };
    links.set(peer, made);
    return made;
  }

  const pause = (delayMs: number): Promise<void> =>
    delayMs <= 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          clock.after(delayMs, resolve);
        });

  return {
    isCut: (peer) => settingsOf(peer).cut,
    async arrival(peer, bytes) {
      const settings = settingsOf(peer);
      if (settings.cut) return false;
      const link = linkOf(peer);
      const delay = settings.latencyMs + lossDelayMs(bytes, settings, link.random);
      link.freeAt = Math.max(link.freeAt, clock.elapsed() + delay);
      const { freeAt, last: before } = link;
      link.last = before.then(() => pause(freeAt - clock.elapsed()));
      await link.last;
      return !stopped && !settingsOf(peer).cut;
    },
    set(peer, settings) {
      if (settings === null) own.delete(peer);
      else own.set(peer, settings);
    },
    setAll(settings) {
      common = settings;
    },
    stop() {
      stopped = true;
    },
  };
}

/** Gives each peer's link losses of its own (FNV-1a, 32 bits). */
function nameNumber(name: string): number {
  let number = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    number = Math.imul(number ^ name.charCodeAt(index), 0x01000193);
  }
  return number >>> 0;
}
