/**
 * A transport over links that are slow, lossy or cut, for measurements and drills. What a link does to
 * a message happens on arrival, before the node sees it. Bandwidth is not modelled.
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
import { createLinks, type LinkSettings, type Links } from './links.ts';

export interface FaultyTransport extends Transport {
  /** Changes the link from one peer, or back to the settings of all with `null`. */
  setLink(peer: PeerName, settings: LinkSettings | null): void;
  /** Changes the links of all peers that have no settings of their own. */
  setAll(settings: LinkSettings): void;
}

/** Wraps a transport. The same seed and arrivals give the same delays. */
export function createFaultyTransport(
  transport: Transport,
  clock: Clock,
  initial: LinkSettings,
  seed: number,
  logger: Logger,
): FaultyTransport {
  const links = createLinks(clock, initial, seed);
  return {
    ...transport,
    start: (handlers) => transport.start(delayed(handlers, links, logger)),
    stop() {
      links.stop();
      return transport.stop();
    },
    send: (peer, bytes) => !links.isCut(peer) && transport.send(peer, bytes),
    broadcast(bytes) {
      for (const { name, state } of transport.peers()) {
        if (state === 'connected' && !links.isCut(name)) transport.send(name, bytes);
      }
    },
    async *request(peer, bytes, options) {
      let first = true;
      for await (const chunk of transport.request(peer, bytes, options)) {
        // The chunks of an answer follow each other closely: only the first one's way takes time.
        if (first && !(await links.arrival(peer, chunk.length))) {
          throw new TransportError('peer_unavailable', 'the link is cut');
        }
        first = false;
        yield chunk;
      }
    },
    setLink: links.set,
    setAll: links.setAll,
  };
}

function delayed(
  handlers: TransportHandlers,
  { arrival }: Links,
  logger: Logger,
): TransportHandlers {
  return {
    ...handlers,
    async onGossip(topic, from, bytes) {
      return (await arrival(from, bytes.length)) ? handlers.onGossip(topic, from, bytes) : 'ignore';
    },
    onMessage(from, bytes) {
      const brought = arrival(from, bytes.length).then((came) => {
        if (came) handlers.onMessage(from, bytes);
      });
      inBackground(brought, toLog(logger, 'handling a delayed message failed'));
    },
    async *onRequest(from, bytes) {
      if (!(await arrival(from, bytes.length))) throw new Error('the link is cut');
      yield* handlers.onRequest(from, bytes);
    },
  };
}
