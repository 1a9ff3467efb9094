/**
 * Connections to peers behind sentries, as a transport of libp2p: to `/p2p/SENTRY/p2p-circuit/p2p/PEER` a stream is
 * opened through the sentry, and secured from end to end like a TCP connection, so that the sentry reads nothing of it.
 */
import { type Connection, type Transport, transportSymbol, type Upgrader } from '@libp2p/interface';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import type { PeerName } from '@trellis/engine';
import { nameOf } from './peer-connections.ts';
import { openLine } from './relay/open-line.ts';
import { createRelayedConnection } from './relay/relayed-connection.ts';

/** What the parts of libp2p give a transport. */
export interface RelayComponents {
  readonly upgrader: Upgrader;
  readonly logger: { forComponent(name: string): Connection['log'] };
}

export interface RelayDiallerOptions {
  /** The settled connections. */
  readonly connections: () => readonly Connection[];
}

/** Of a connection that somebody else carries, who is not to be asked to carry another. */
export function isRelayed({ remoteAddr }: Pick<Connection, 'remoteAddr'>): boolean {
  return remoteAddr.getComponents().some(({ name }) => name === 'p2p-circuit');
}

export function createRelayDialler(
  { upgrader, logger }: RelayComponents,
  { connections }: RelayDiallerOptions,
): Transport {
  const log = logger.forComponent('trellis:relay');
  let dials = 0;
  return {
    [Symbol.toStringTag]: 'trellis-relay',
    [transportSymbol]: true,
    async dial(address, options) {
      const { sentry, peer } = hopsOf(address);
      dials += 1;
      let problem: unknown = new Error('this node is connected with no sentry that it could ask');
      for (const { first, route } of routesTo(sentry, peer, connections(), dials)) {
        try {
          const stream = await openLine(first, route, options.signal);
          const end = { remoteAddr: address, direction: 'outbound', log } as const;
          return await upgrader.upgradeOutbound(createRelayedConnection(stream, end), options);
        } catch (error) {
          problem = error;
        }
        if (options.signal.aborted) break;
      }
      throw problem;
    },
    createListener() {
      throw new Error('nothing is listened on for connections through sentries');
    },
    listenFilter: () => [],
    dialFilter: (addresses) => addresses.filter((address) => isRelayed({ remoteAddr: address })),
  };
}

/** Takes a connection that a sentry carries to this node. */
export async function acceptRelayed(
  { upgrader, logger }: RelayComponents,
  stream: Parameters<typeof createRelayedConnection>[0],
  signal: AbortSignal,
): Promise<void> {
  const log = logger.forComponent('trellis:relay');
  // Whose connection it is shows in the handshake; a peer that the address named would be expected there.
  const end = { remoteAddr: multiaddr('/p2p-circuit'), direction: 'inbound', log } as const;
  const raw = createRelayedConnection(stream, end);
  try {
    await upgrader.upgradeInbound(raw, { signal });
  } catch (error) {
    raw.abort(error instanceof Error ? error : new Error(String(error)));
  }
}

function hopsOf(address: Multiaddr): { readonly sentry: string; readonly peer: string } {
  const [sentry, peer] = address
    .getComponents()
    .flatMap(({ name, value }) => (name === 'p2p' && value !== undefined ? [value] : []));
  if (sentry === undefined || peer === undefined) throw new Error(`no relayed address: ${address}`);
  return { sentry, peer };
}

/**
 * Directly by the other's sentry where it is connected; else through whoever is, which is how a node that connects with its own
 * sentries alone gets out. These are tried in turn, each time from another one on, as one may be silent.
 */
function routesTo(
  sentry: string,
  peer: string,
  connections: readonly Connection[],
  dials: number,
): readonly { readonly first: Connection; readonly route: readonly string[] }[] {
  const direct = connections.filter((one) => !isRelayed(one));
  const known = direct.find((one) => nameOf(one) === (sentry as PeerName));
  if (known !== undefined) return [{ first: known, route: [peer] }];
  const from = direct.length === 0 ? 0 : dials % direct.length;
  return [...direct.slice(from), ...direct.slice(0, from)].map((first) => ({
    first,
    route: [sentry, peer],
  }));
}
