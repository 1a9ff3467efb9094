/** The connections of a node to others, as its configuration wants them. */
import { withPathOf } from '@trellis/crypto/files';
import {
  type Logger,
  type PeerName,
  type Registry,
  systemClock,
  type Transport,
  TransportError,
} from '@trellis/engine';
import { createLibp2pTransport } from '@trellis/network';
import { classicalGroup, type KeyExchangeGroup } from '@trellis/network/channel';
import type { NodeConfig } from '../config/config.ts';
import { readConfiguredFile } from '../config/configured-file.ts';

export interface NodeTransportParts {
  readonly config: NodeConfig;
  readonly chainId: string;
  /** As PEM. */
  readonly networkKey: string;
  readonly registry: Registry;
  readonly logger: Logger;
}

/** Not started. Throws `ConfigError` or `TransportError`. */
export async function createNodeTransport(parts: NodeTransportParts): Promise<Transport> {
  const { config, chainId, networkKey, registry, logger } = parts;
  if (!config.network.requirePostQuantum) {
    logger.warn(
      { groups: offeredGroups(config.network) },
      'post-quantum key exchange is not required: connections may use X25519, and what they carry ' +
        'can be recorded and read later',
    );
  }
  const transport = ofKeyFiles(config, {
    chainId,
    peerKey: await readConfiguredFile(config.peerKey, 'key file'),
    networkKey,
    findNode: registry.withNetworkKey,
    groups: offeredGroups(config.network),
    listen: config.network.listen,
    peers: config.network.peers.map(({ peer, address }) => ({ name: peer as PeerName, address })),
    permitted: (peer) => registry.withPeer(peer) !== undefined,
    logger,
  });
  const { faults, drill } = config.network;
  if (faults === null && drill === null) return transport;
  if (faults !== null) {
    logger.warn(
      faults,
      'network.faults is on: every line is slowed down on purpose, to measure by',
    );
  }
  // Loaded only where a testnet asks for it.
  const { createDrill, createFaultyTransport } = await import('@trellis/fault-injection');
  const { seed, ...line } = faults ?? { latencyMs: 0, lossPerMillion: 0, seed: 1 };
  const faulty = createFaultyTransport(
    transport,
    systemClock,
    { ...line, cut: false },
    seed,
    logger,
  );
  return drill === null ? faulty : createDrill(faulty, drill, registry, logger);
}

/** A transport; what is wrong with a key names its file. */
function ofKeyFiles(
  { peerKey, networkKey }: NodeConfig,
  options: Parameters<typeof createLibp2pTransport>[0],
): Transport {
  try {
    return createLibp2pTransport(options);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    if (error.code === 'bad_peer_key') throw withPathOf(error, peerKey);
    throw error.code === 'bad_network_key' ? withPathOf(error, networkKey) : error;
  }
}

/** The classical group comes last: two nodes that both have better never use it. */
export function offeredGroups({
  groups,
  requirePostQuantum,
}: NodeConfig['network']): readonly KeyExchangeGroup[] {
  return requirePostQuantum ? groups : [...groups, classicalGroup];
}
