/** The composition root: builds every adapter from the configuration, and the engine from them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  apiGroups,
  ConfigError,
  createNodeMetrics,
  openAccess,
  readTlsIdentity,
  startHttpServer,
} from '@trellis/api';
import { createProvider, keyAddress, type SigningKey } from '@trellis/crypto';
import type { Engine, EngineConfig, Logger, PeerName, Store, Transport } from '@trellis/engine';
import {
  createEngine,
  createRegistry,
  genesisRegistry,
  type Registry,
  systemClock,
  version,
} from '@trellis/engine';
import { genesisBlock, validatorSchedule } from '@trellis/ledger';
import { createLibp2pTransport } from '@trellis/network';
import { classicalGroup, type KeyExchangeGroup, networkKeyAddress } from '@trellis/network/channel';
import {
  blockId,
  type Genesis,
  genesisHash,
  type Height,
  nextHeight,
  type ValidatorSchedule,
  validatorAddress,
} from '@trellis/protocol';
import {
  beginWithSnapshot,
  createLocalSigner,
  freeBytes,
  openDataFolder,
  openLastSignedFile,
  openLevelStore,
  openSnapshotFolder,
  openWalFile,
  type SnapshotFolder,
  StorageError,
  snapshotPath,
} from '@trellis/storage';
import { readWebhookSecret } from './alerts/alerts-config.ts';
import { watchForAlerts } from './alerts/watch.ts';
import { createWebhook, type Webhook } from './alerts/webhook.ts';
import { type NodeConfig, readGenesis } from './config.ts';
import { createProviderVerifier } from './provider-verifier.ts';
import { createUsageReader } from './usage.ts';
import { openValidatorKey } from './validator-key.ts';

export interface RunningNode {
  readonly httpUrl: string;
  readonly engine: Engine;
  readonly transport: Transport;
  /** Stops taking part, finishes what is being written, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts a node. Throws `ConfigError`, `StorageError`, `CryptoError`, `TransportError` or
 * `HttpListenError` with nothing left running and nothing overwritten.
 */
export async function startNode(
  config: NodeConfig,
  logger: Logger,
  onFatal: (error: Error) => void,
): Promise<RunningNode> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) {
      await close().catch((error: unknown) => logger.warn({ error }, 'could not close cleanly'));
    }
  };
  try {
    return await start(config, logger, onFatal, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  config: NodeConfig,
  logger: Logger,
  onFatal: (error: Error) => void,
  closers: (() => Promise<void>)[],
  closeAll: () => Promise<void>,
): Promise<RunningNode> {
  const genesis = await readGenesis(config.genesis);
  const { tls } = config.http;
  const tlsIdentity = tls === null ? null : await readTlsIdentity(tls, systemClock.now());
  const provider = createProvider(config.provider);
  const keys: SigningKey[] = [];
  for (const files of [config.validator, config.nextValidator]) {
    if (files !== null) keys.push(await openValidatorKey(files, provider));
  }

  const networkKey = (await readKey(config.networkKey)).toString('utf8');
  await openDataFolder(config.data);
  if (config.network.join === 'snapshot') {
    await beginWithSnapshot({
      dataFolder: config.data,
      genesis,
      provider,
      logger,
      openTransport: () =>
        createTransport(config, genesis, networkKey, genesisRegistry(genesis), logger),
    });
  }
  const store = await openLevelStore(join(config.data, 'chain'), {
    pastStates: config.pastStates,
  });
  closers.push(() => store.close());
  await adoptGenesis(store, genesis, config);
  const lastSigned = await openLastSignedFile(join(config.data, 'last-signed'));
  closers.push(() => lastSigned.close());
  const wal = await openWalFile(join(config.data, 'consensus.wal'));
  closers.push(() => wal.close());

  const next = nextHeight(store.head().header.height);
  warnIfNoValidator(keys, validatorSchedule(store.state), next, logger);
  const registry = createRegistry(await store.nodes(), next);
  const transport = await createTransport(config, genesis, networkKey, registry, logger);
  const verifier = createProviderVerifier(provider);
  const engine = createEngine({
    config: engineConfig(config),
    store,
    wal,
    signer:
      keys.length === 0
        ? null
        : createLocalSigner({ keys, chainId: genesis.chainId, file: lastSigned }),
    signerIsCertain: lastSigned.recovered.state !== 'uncertain',
    verifier,
    transport,
    registry,
    snapshot: await offeredSnapshot(config.data, logger),
    onRegistryChanged: () => transport.recheck(),
    clock: systemClock,
    logger,
    onFatal,
  });
  closers.push(() => engine.stop());
  await engine.start();

  const access = await openAccess(
    config,
    `urn:trellis:${genesis.chainId}:${transport.self}`,
    logger,
  );
  closers.push(() => access.close());
  const metrics = createNodeMetrics({
    engine,
    transport,
    pendingVerifications: verifier.pending,
    diskFreeBytes: () => freeBytes(config.data),
    version,
    name: config.name,
  });
  closers.push(async () => metrics.close());
  const stopWatching = watchForAlerts({
    thresholds: config.alerts,
    engine,
    hear: access.hear,
    metrics,
    webhook: await openWebhook(config, genesis, logger),
    clock: systemClock,
    logger,
  });
  closers.push(async () => stopWatching());
  const http = await startHttpServer(
    {
      metrics,
      ...access.sources,
      usage: createUsageReader(transport),
      diskFreeBytes: () => freeBytes(config.data),
      engine,
      store,
      transport,
      node: {
        version,
        name: config.name,
        peer: transport.self,
        validators: keys.map(({ scheme, publicKey }) => ({
          address: keyAddress(scheme, publicKey),
          scheme,
        })),
        networkKey: networkKeyAddress(networkKey),
        provider: provider.name,
        groups: offeredGroups(config.network),
        requirePostQuantum: config.network.requirePostQuantum,
        https: tls &&
          tlsIdentity && {
            groups: apiGroups(tls),
            requirePostQuantum: tls.requirePostQuantum,
            certificate: tlsIdentity.facts,
          },
        genesisHash: genesisHash(genesis),
      },
    },
    config.http,
    tlsIdentity,
    access.guard,
    logger,
  );
  closers.push(() => http.close());
  logger.info(
    {
      name: config.name,
      chain: genesis.chainId,
      height: store.head().header.height,
      provider: provider.name,
      http: http.url,
      listen: transport.addresses(),
    },
    'running',
  );
  return { httpUrl: http.url, engine, transport, stop: closeAll };
}

/** Throws `ConfigError` when the secret can't be used. */
async function openWebhook(
  { name, alerts: { webhook } }: NodeConfig,
  { chainId }: Genesis,
  logger: Logger,
): Promise<Webhook | null> {
  if (webhook === null) return null;
  const read = await readWebhookSecret(webhook.secretFile);
  if ('problem' in read) {
    throw new ConfigError('config_unreadable', `alerts.webhook.secretFile: ${read.problem}`);
  }
  const { url } = webhook;
  return createWebhook({ url, ...read, node: name, chainId, clock: systemClock, logger });
}

/** A snapshot that can't be read is no reason not to run. */
async function offeredSnapshot(data: string, logger: Logger): Promise<SnapshotFolder | null> {
  return openSnapshotFolder(snapshotPath(data)).catch((error: unknown) => {
    logger.warn({ error }, 'the snapshot of this node is not offered to others');
    return null;
  });
}

/** A key that votes for nothing is either a mistake or waits for a vote to add it; only people know. */
function warnIfNoValidator(
  keys: readonly SigningKey[],
  { sets }: ValidatorSchedule,
  height: Height,
  logger: Logger,
): void {
  if (keys.length === 0) return;
  const held = new Set(keys.map((key) => keyAddress(key.scheme, key.publicKey)));
  const known = sets.some(({ members }) => members.some((one) => held.has(validatorAddress(one))));
  if (known) return;
  logger.warn(
    { height, keys: [...held] },
    'none of this node’s validator keys is in the validator set: it follows without a vote until ' +
      'a proposal adds one',
  );
}

/** Begins the chain in an empty store; refuses a store that holds another one. */
async function adoptGenesis(store: Store, genesis: Genesis, config: NodeConfig): Promise<void> {
  const stored = store.genesis();
  if (stored === null) {
    const { header, changes, treeUpdate } = genesisBlock(genesis);
    const final = { header, blockId: blockId(header), certificate: null };
    await store.initialise(genesis, { final, receipts: [], changes, treeUpdate });
    return;
  }
  const [ours, theirs] = [genesisHash(genesis), genesisHash(stored)];
  if (ours === theirs) return;
  throw new StorageError(
    'other_chain',
    `the folder ${config.data} holds the chain ${stored.chainId} (genesis ${theirs.slice(0, 16)}…), ` +
      `not ${genesis.chainId} (${ours.slice(0, 16)}…); choose another data folder or genesis`,
  );
}

async function createTransport(
  config: NodeConfig,
  genesis: Genesis,
  networkKey: string,
  registry: Registry,
  logger: Logger,
): Promise<Transport> {
  if (config.network.requirePostQuantum === 'no') {
    logger.warn(
      { groups: offeredGroups(config.network) },
      'post-quantum key exchange is not required: connections may use X25519, and what they carry ' +
        'can be recorded and read later',
    );
  }
  const transport = await createLibp2pTransport({
    chainId: genesis.chainId,
    peerKey: await readKey(config.peerKey),
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

function engineConfig({ consensus, mempool }: NodeConfig): EngineConfig {
  return {
    timeouts: {
      proposeMs: consensus.proposeTimeoutMs,
      prevoteMs: consensus.prevoteTimeoutMs,
      precommitMs: consensus.precommitTimeoutMs,
      growthMs: consensus.timeoutGrowthMs,
      maxMs: consensus.timeoutMaxMs,
    },
    pacing: {
      blockIntervalMs: consensus.blockIntervalMs,
      heartbeatMs: consensus.heartbeatMs,
    },
    mempool: { ...mempool, aheadMax: BigInt(mempool.aheadMax) },
  };
}

/** The classical group comes last: two nodes that both have better never use it. */
function offeredGroups({
  groups,
  requirePostQuantum,
}: NodeConfig['network']): readonly KeyExchangeGroup[] {
  return requirePostQuantum === 'yes' ? groups : [...groups, classicalGroup];
}

/** Throws `ConfigError` for a key file that can't be read. */
async function readKey(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError('config_unreadable', `the key file ${path} cannot be read (${code})`, {
      cause: error,
    });
  }
}
