/**
 * A transport over lines that are slow, lossy or cut, for measurements and drills. Everything that
 * arrives waits in its sender's line before the node sees it, so messages of one peer stay in order
 * and a lost segment holds up those behind it, as on TCP. Bandwidth is not modelled.
 */
import {
  type Clock,
  inBackground,
  type Logger,
  type PeerName,
  type Transport,
  TransportError,
  type TransportHandlers,
  toLog,
} from '@trellis/engine';
import { type Line, lossDelayMs, type Random, seededRandom } from './segment-loss.ts';

/** How messages from one peer arrive; a cut line lets nothing through in either direction. */
export interface LineSettings extends Line {
  readonly cut: boolean;
}

export interface FaultyTransport extends Transport {
  /** Changes the line from one peer, or back to the settings of all with `null`. */
  setLine(peer: PeerName, settings: LineSettings | null): void;
  /** Changes the lines of all peers that have no settings of their own. */
  setAll(settings: LineSettings): void;
}

/** Wraps a transport. The same seed and arrivals give the same delays. */
export function createFaultyTransport(
  transport: Transport,
  clock: Clock,
  initial: LineSettings,
  seed: number,
  logger: Logger,
): FaultyTransport {
  let common = initial;
  const own = new Map<PeerName, LineSettings>();
  const lines = new Map<
    PeerName,
    { readonly random: Random; last: Promise<void>; freeAt: number }
  >();
  let stopped = false;

  const settingsOf = (peer: PeerName): LineSettings => own.get(peer) ?? common;

  function lineOf(peer: PeerName) {
    const known = lines.get(peer);
    if (known !== undefined) return known;
    const made = {
      random: seededRandom(seed ^ nameNumber(peer)),
      last: Promise.resolve(),
      freeAt: Number.NEGATIVE_INFINITY,
    };
    lines.set(peer, made);
    return made;
  }

  const pause = (delayMs: number): Promise<void> =>
    delayMs <= 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          clock.after(delayMs, resolve);
        });

  /** Resolves when a message of this size would have come through; says whether it did. */
  async function arrival(peer: PeerName, bytes: number): Promise<boolean> {
    const settings = settingsOf(peer);
    if (settings.cut) return false;
    const line = lineOf(peer);
    const delay = settings.latencyMs + lossDelayMs(bytes, settings, line.random);
    line.freeAt = Math.max(line.freeAt, clock.elapsed() + delay);
    const { freeAt, last: before } = line;
    line.last = before.then(() => pause(freeAt - clock.elapsed()));
    await line.last;
    return !stopped && !settingsOf(peer).cut;
  }

  function delayed(handlers: TransportHandlers): TransportHandlers {
    return {
      ...handlers,
      async onGossip(topic, from, bytes) {
        return (await arrival(from, bytes.length))
          ? handlers.onGossip(topic, from, bytes)
          : 'ignore';
      },
      onMessage(from, bytes) {
        const brought = arrival(from, bytes.length).then((came) => {
          if (came) handlers.onMessage(from, bytes);
        });
        inBackground(brought, toLog(logger, 'handling a delayed message failed'));
      },
      async *onRequest(from, bytes) {
        if (!(await arrival(from, bytes.length))) throw new Error('the line is cut');
        yield* handlers.onRequest(from, bytes);
      },
    };
  }

  return {
    ...transport,
    start: (handlers) => transport.start(delayed(handlers)),
    stop() {
      stopped = true;
      return transport.stop();
    },
    send: (peer, bytes) => !settingsOf(peer).cut && transport.send(peer, bytes),
    broadcast(bytes) {
      for (const { name, state } of transport.peers()) {
        if (state === 'connected' && !settingsOf(name).cut) transport.send(name, bytes);
      }
    },
    async *request(peer, bytes, options) {
      let first = true;
      for await (const chunk of transport.request(peer, bytes, options)) {
        // The chunks of an answer follow each other closely: only the first one's way takes time.
        if (first && !(await arrival(peer, chunk.length))) {
          throw new TransportError('peer_unavailable', 'the line is cut');
        }
        first = false;
        yield chunk;
      }
    },
    setLine(peer, settings) {
      if (settings === null) own.delete(peer);
      else own.set(peer, settings);
    },
    setAll(settings) {
      common = settings;
    },
  };
}

/** Gives each peer's line losses of its own (FNV-1a, 32 bits). */
function nameNumber(name: string): number {
  let number = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    number = Math.imul(number ^ name.charCodeAt(index), 0x01000193);
  }
  return number >>> 0;
}
