/** What a running node tells a doctor of itself and its peers. */
import { ConfigError, readTlsIdentity } from '@trellis/api';
import { type Engine, type Registry, systemClock, type Transport, version } from '@trellis/engine';
import { validatorSchedule } from '@trellis/ledger';
import type { Libp2pTransport } from '@trellis/network';
import { networkKeyAddress } from '@trellis/network/channel';
import { type Height, membersAt, nextHeight, type ValidatorSchedule } from '@trellis/protocol';
import type { NodeConfig } from '../config/config.ts';
import type { DoctorFacts, NetworkFacts, NodeFacts } from './doctor-facts.ts';
import { readFileDescriptors } from './machine-facts.ts';
import { askPeers, recordedAddresses } from './peer-facts.ts';

const dayMs = 86_400_000;

export interface ExaminedNode {
  readonly config: NodeConfig;
  /** As PEM. */
  readonly networkKey: string;
  readonly transport: Libp2pTransport;
  readonly engine: Pick<Engine, 'chain' | 'registry' | 'knownVersion'>;
  readonly isArchive: boolean;
}

/** All but the machine, which whoever asks looks at. */
export async function examineRunning(node: ExaminedNode): Promise<Omit<DoctorFacts, 'machine'>> {
  const { config, networkKey, transport, engine, isArchive } = node;
  const { registry, chain, knownVersion } = engine;
  return {
    node: {
      ...(await nodeFacts(config, registry, transport.self)),
      running: true,
      protocol: knownVersion,
      isArchive,
      chainProblem: null,
    },
    network: {
      ...(await networkFacts(config, networkKey, registry, transport)),
      validators: powersAt(
        validatorSchedule(chain.state()),
        nextHeight(chain.head().header.height),
      ),
    },
  };
}

export async function nodeFacts(
  config: NodeConfig,
  registry: Registry,
  self: Transport['self'] | null,
): Promise<Omit<NodeFacts, 'running' | 'protocol' | 'isArchive' | 'chainProblem'>> {
  const { prevoteTimeoutMs, blockIntervalMs } = config.consensus;
  return {
    name: (self && registry.withPeer(self)?.name) ?? config.name,
    software: version,
    prevoteTimeoutMs,
    blockIntervalMs,
    fileDescriptors: await readFileDescriptors(),
  };
}

export async function networkFacts(
  config: NodeConfig,
  networkKey: string,
  registry: Registry,
  transport: Libp2pTransport,
): Promise<Omit<NetworkFacts, 'validators'>> {
  const admitted = registry.withNetworkKey(networkKeyAddress(networkKey));
  return {
    listen: transport.addresses(),
    recorded: recordedAddresses(transport, transport.self),
    peers: await askPeers(transport, config.network.peers, registry),
    identity:
      admitted === undefined
        ? 'unknown_key'
        : admitted.peer === transport.self
          ? 'admitted'
          : 'other_peer',
    https: await httpsFacts(config),
  };
}

/** Voting power by the names of nodes. */
export function powersAt(schedule: ValidatorSchedule, height: Height): NetworkFacts['validators'] {
  return membersAt(schedule, height).map(({ node, power }) => ({ node, power }));
}

async function httpsFacts({ http: { tls } }: NodeConfig): Promise<NetworkFacts['https']> {
  if (tls === null) return null;
  try {
    const now = systemClock.now();
    const { facts } = await readTlsIdentity(tls, now);
    return { daysLeft: (facts.validUntil - now) / dayMs };
  } catch (error) {
    if (error instanceof ConfigError) return { problem: error.message };
    throw error;
  }
}
