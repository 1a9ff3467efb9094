/**
 * What a doctor finds out about a node that does not run: its chain is looked at, and its peers are asked over connections
 * made with the node's own keys. Nothing is signed and nothing written but by LevelDB itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '@trellis/api';
import { CodedError, createProvider } from '@trellis/crypto';
import {
  createRegistry,
  genesisRegistry,
  type Logger,
  type Registry,
  type Transport,
  TransportError,
} from '@trellis/engine';
import type { Libp2pTransport } from '@trellis/network';
import { type Genesis, newestVersion, nextHeight } from '@trellis/protocol';
import { chainPath, hasChain, readSurvivingData } from '@trellis/storage';
import { readRecoveries, recoveryPoints } from '../chain-recovery/read-recoveries.ts';
import { type NodeConfig, readGenesis } from '../config/config.ts';
import { readConfiguredFile } from '../config/configured-file.ts';
import { createNodeTransport } from '../transport/node-transport.ts';
import type { DoctorFacts, NetworkFacts } from './doctor-facts.ts';
import { networkFacts, nodeFacts, powersAt } from './examine-running.ts';

/** For all peers to be connected; whoever is not there by then is told of. */
const connectingMs = 10_000;
const pollMs = 50;

interface StoredChain {
  readonly registry: Registry;
  readonly validators: NetworkFacts['validators'];
  readonly problem: string | null;
}

/** Throws `ConfigError` when the genesis can't be read. */
export async function examineStopped(
  config: NodeConfig,
  logger: Logger,
): Promise<Omit<DoctorFacts, 'machine'>> {
  const genesis = await readGenesis(config.genesis);
  const { registry, validators, problem } = await readChain(config, genesis);
  const of = (self: Transport['self'] | null) => nodeFacts(config, registry, self);
  const rest = {
    running: false,
    protocol: newestVersion,
    isArchive: config.storage.retention.mode === 'archive',
    chainProblem: problem,
  };
  let transport: Libp2pTransport | null = null;
  try {
    const networkKey = (await readConfiguredFile(config.networkKey, 'key file')).toString('utf8');
    const announces = false;
    transport = await createNodeTransport({
      ...{ config, genesis, networkKey, registry, announces, logger },
    });
    await connect(transport);
    const network = await networkFacts(config, networkKey, registry, transport);
    return {
      node: { ...(await of(transport.self)), ...rest },
      network: { ...network, validators },
    };
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof TransportError)) throw error;
    const self = transport?.self ?? null;
    return { node: { ...(await of(self)), ...rest }, network: { problem: error.message } };
  } finally {
    await transport?.stop();
  }
}

/** Who may connect and who votes: by the state on disk, or by the genesis when there is none that can be read. */
async function readChain(config: NodeConfig, genesis: Genesis): Promise<StoredChain> {
  const begun = {
    registry: genesisRegistry(genesis),
    validators: genesis.validators.map(({ name, power }) => ({ node: name, power })),
    problem: null,
  };
  try {
    if (!(await hasChain(chainPath(config.data)))) return begun;
    const provider = createProvider(config.provider);
    const given = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
    const stored = await readSurvivingData(config.data, recoveryPoints(given).at(-1) ?? null);
    const next = nextHeight(stored.head.header.height);
    return {
      registry: createRegistry(stored.nodes, next),
      validators: powersAt(stored.schedule, next),
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { ...begun, problem: error.message };
  }
}

/** Until all peers are there, or have had their time. */
async function connect(transport: Transport): Promise<void> {
  const quiet = (): void => undefined;
  await transport.start({
    onGossip: async () => 'ignore',
    onMessage: quiet,
    onRequest: async function* () {},
    onPeerConnected: quiet,
    onPeerMoved: quiet,
    onPeerDisconnected: quiet,
  });
  const until = performance.now() + connectingMs;
  const isWaiting = (): boolean => transport.peers().some(({ state }) => state === 'absent');
  while (isWaiting() && performance.now() < until) await pause(pollMs);
}
