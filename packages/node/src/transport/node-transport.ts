/** The connections of a node to others, as its configuration wants them. */
import { withPathOf } from '@trellis/crypto/files';
import {
  type Logger,
  type PeerName,
  type Registry,
  systemClock,
  TransportError,
} from '@trellis/engine';
import { createLibp2pTransport, type Libp2pTransport } from '@trellis/network';
import { classicalGroup, type KeyExchangeGroup } from '@trellis/network/channel';
import { type Genesis, genesisHash } from '@trellis/protocol';
import type { NodeConfig } from '../config/config.ts';
import { readConfiguredFile } from '../config/configured-file.ts';
import { addressRecordFile } from './address-record-file.ts';

export interface NodeTransportParts {
  readonly config: NodeConfig;
  readonly genesis: Genesis;
  /** As PEM. */
  readonly networkKey: string;
  readonly registry: Registry;
  /** Whether it tells others where the node is reached, as the running node does, and nothing else that uses its keys. */
  readonly announces: boolean;
  readonly logger: Logger;
}

/** Not started. Throws `ConfigError` or `TransportError`. */
export async function createNodeTransport(parts: NodeTransportParts): Promise<Libp2pTransport> {
  const { config, genesis, networkKey, registry, announces, logger } = parts;
  if (!config.network.requirePostQuantum) {
    logger.warn(
      { groups: offeredGroups(config.network) },
      'post-quantum key exchange is not required: connections may use X25519, and what they carry ' +
        'can be recorded and read later',
    );
  }
  const transport = ofKeyFiles(config, {
    chainId: genesis.chainId,
    peerKey: await readConfiguredFile(config.peerKey, 'key file'),
    networkKey,
    findNode: registry.withNetworkKey,
    groups: offeredGroups(config.network),
    listen: config.network.listen,
    peers: config.network.peers.map(({ peer, address }) => ({ name: peer as PeerName, address })),
    permitted: (peer) => registry.withPeer(peer) !== undefined,
    addressRecords: {
      genesis: genesisHash(genesis),
      addresses: announces ? config.network.publicAddresses : null,
      store: addressRecordFile(config.data, announces),
    },
    privatePeers: config.network.privatePeerIds.map((peer) => peer as PeerName),
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
  const disturbed = drill === null ? faulty : createDrill(faulty, drill, registry, logger);
  return { ...transport, ...disturbed };
}

/** A transport; what is wrong with a key names its file. */
function ofKeyFiles(
  { peerKey, networkKey }: NodeConfig,
  options: Parameters<typeof createLibp2pTransport>[0],
): Libp2pTransport {
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
