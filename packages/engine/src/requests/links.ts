/**
 * The connections of the network. A node knows its own; of the others it asks the peer at one end, and only
 * when somebody wants to see them. What a peer says of its links is its word: nothing proves it.
 */

import { messageLimits } from '@trellis/protocol';
import type { LinksAnswer } from '../messages/messages.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeerName, PeerStatus, Transport } from '../ports/transport.ts';
import type { Requests } from './requests.ts';

type ToldLink = LinksAnswer['links'][number];

export interface NodeLinks {
  /** Whose links these are, and by whose word. */
  readonly peer: PeerName;
  /** `null`: it was asked and said nothing. */
  readonly links: readonly ToldLink[] | null;
}

/** However often the map is looked at, peers are asked no more than this. */
const freshMs = 2_000;

/** What a node tells of its own connections. */
export function linksOf(peers: readonly PeerStatus[]): LinksAnswer['links'] {
  return peers
    .flatMap((peer) => {
      if (peer.state !== 'connected' || peer.channel === null) return [];
      const { group, cipher, signatureScheme } = peer.channel;
      return [{ peer: peer.name, group, cipher, signatureScheme }];
    })
    .slice(0, messageLimits.linksMax);
}

export function createNetworkLinks({
  transport,
  requests,
  clock,
}: {
  readonly transport: Pick<Transport, 'self' | 'peers'>;
  readonly requests: Pick<Requests, 'fetchLinks'>;
  readonly clock: Pick<Clock, 'elapsed'>;
}): () => Promise<readonly NodeLinks[]> {
  let newest: { readonly at: number; readonly answer: Promise<readonly NodeLinks[]> } | undefined;

  function askAll(): Promise<readonly NodeLinks[]> {
    const peers = transport.peers();
    const own = { peer: transport.self, links: linksOf(peers) };
    const others = peers
      .filter(({ state }) => state === 'connected')
      .map(async ({ name }) => ({
        peer: name,
        links: (await requests.fetchLinks(name)) ?? null,
      }));
    return Promise.all([own, ...others]);
  }

  return () => {
    const now = clock.elapsed();
    if (newest === undefined || now - newest.at >= freshMs) {
      newest = { at: now, answer: askAll() };
    }
    return newest.answer;
  };
}
