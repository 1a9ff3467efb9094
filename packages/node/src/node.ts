/** The composition root: builds every adapter from the configuration, and the engine from them. */
import { randomBytes } from 'node:crypto';
import { readTlsIdentity } from '@trellis/api';
import { keyAddress, type SignatureProvider, type SigningKey } from '@trellis/crypto';
import {
  createEngine,
  createRegistry,
  createRequests,
  type Engine,
  type EngineConfig,
  genesisRegistry,
  type Logger,
  systemClock,
  type Transport,
} from '@trellis/engine';
import { validatorSchedule } from '@trellis/ledger';
import type { Libp2pTransport } from '@trellis/network';
import { networkKeyAddress } from '@trellis/network/channel';
import {
  type ChainId,
  type Height,
  type NodeRecord,
  networkKeysAt,
  newestVersion,
  nextHeight,
  type ValidatorSchedule,
  validatorAddress,
  validatorSetAt,
} from '@trellis/protocol';
import type { ConnectedSigner } from '@trellis/signer';
import {
  createLocalSigner,
  type Damage,
  diskSpace,
  StorageError,
  withOwnRecord,
} from '@trellis/storage';
import { alertOf } from './alerts/detect.ts';
import type { AlertWatch } from './alerts/watch.ts';
import { type Closers, createClosers } from './closers.ts';
import type { NodeConfig } from './config/config.ts';
import { readConfiguredFile } from './config/configured-file.ts';
import type { SignerOfNode } from './config/node-signer.ts';
import { openValidatorKey } from './config/validator-key.ts';
import { controlPath } from './control/control-path.ts';
import { serveControl } from './control/serve-control.ts';
import { startDiskWatch } from './disk/disk-watch.ts';
import { createDialBack } from './doctor/dial.ts';
import { dialBackPlaces } from './doctor/dial-back-address.ts';
import { readDifference } from './double-check/difference-file.ts';
import { createDoubts } from './doubts.ts';
import { writeInstance } from './instance-file.ts';
import { readSignedGenesis } from './joining/signed-genesis.ts';
import { createLogLevels } from './log-levels.ts';
import { loggerOf, type NodeLogger } from './logger.ts';
import { serveNode } from './node-api.ts';
import { type NodeData, offeredSnapshot, openNodeData } from './node-data.ts';
import { openProvider } from './open-provider.ts';
import { createOrders, type OrderParts } from './orders.ts';
import { createProviderVerifier } from './provider-verifier.ts';
import { healingOptions, startHealing } from './repair/healing.ts';
import { endApproval, mayRepair } from './repair/open-repaired.ts';
import { keepStatusHistory } from './report/self-report.ts';
import { askKeepers } from './retention/ask-keepers.ts';
import { retentionOf, startRetention } from './retention/start-retention.ts';
import { openAwaySigner } from './signer/open-away-signer.ts';
import { createNodeTransport } from './transport/node-transport.ts';

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
  knownVersion = newestVersion,
  damage: readonly Damage[] = [],
  readAgain: () => Promise<NodeConfig> = async () => config,
): Promise<RunningNode> {
  const closers = createClosers(logger);
  try {
    return await start({ config, logger, onFatal, knownVersion, damage, readAgain }, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

interface Start {
  readonly config: NodeConfig;
  readonly logger: Logger;
  readonly onFatal: (error: Error) => void;
  /** The newest version of the protocol that it goes by; a test lets it be older than the software. */
  readonly knownVersion: number;
  /** What the last run failed of. */
  readonly damage: readonly Damage[];
  /** Reads the configuration again. */
  readonly readAgain: () => Promise<NodeConfig>;
}

async function start(given: Start, closers: Closers): Promise<RunningNode> {
  const { config, logger, onFatal, damage, readAgain } = given;
  const genesis = await readSignedGenesis(config);
  const tls =
    config.http.tls === null ? null : await readTlsIdentity(config.http.tls, systemClock.now());
  const difference = await readDifference(config.data);
  const provider = await openProvider(config, difference, logger);
  const keys = difference === null ? await openValidatorKeys(config, provider) : [];
  const networkKey = (await readConfiguredFile(config.networkKey, 'key file')).toString('utf8');
  const { chainId } = genesis;
  const wiring = { config, genesis, networkKey, logger: loggerOf(logger, 'network') };
  const openTransport = () =>
    createNodeTransport({ ...wiring, registry: genesisRegistry(genesis), announces: false });
  const parts = { genesis, provider, logger, openTransport, damage };
  const data = await openNodeData(config, parts, closers);
  const { store, recoveries, points, lastSigned, wal, heard, checks, rebuildingTo } = data;

  const next = nextHeight(store.head().header.height);
  if (difference === null) warnIfNoValidator(keys, validatorSchedule(store.state), next, logger);
  const instance = randomBytes(16);
  await writeInstance(config.data, instance.toString('hex'));
  const registry = createRegistry(await store.nodes(), next);
  const transport = await createNodeTransport({ ...wiring, registry, announces: true });
  const self = registry.withPeer(transport.self);
  warnIfUnknownKey({ config, networkKey, self, next, logger });
  const doubts = createDoubts({ config, provider, logger, onFatal });
  const verifier = createProviderVerifier(provider, undefined, doubts.check);
  const away =
    config.signer && (await openAway(config.signer, { ...wiring, chainId, points, store }));
  if (away !== null) closers.add(away.close);
  const file = await ownRecord({ file: lastSigned, keys, store, provider, config, self });
  const signer = away ?? openSigner(keys, { chainId, recoveries: points, file });
  let isArchive = () => config.storage.retention.mode === 'archive';
  const engine = createEngine({
    ...configured(given, transport),
    ...{ genesis, recoveries: points, store, wal, heard, instance, verifier, transport, registry },
    signer: signer && doubts.guard(signer),
    isArchive: () => isArchive(),
    snapshot: await offeredSnapshot(config.data, logger),
  });
  closers.add(() => engine.stop());
  await engine.start();
  const isAllowed = await mayRepair({ dataFolder: config.data, repair: config.storage.repair });
  await endApproval(config.data);

  const watched = watchStorage({ config, store, checks, transport, logger, onFatal }, isAllowed);
  closers.add(watched.stop);
  isArchive = () => watched.retention.mode() === 'archive';
  const storage = () => ({ ...watched.healing.health(), rebuildingTo: rebuildingTo() });
  const shown = {
    ...{ config, genesis, recoveries, keys, networkKey, provider, instance, tls, storage },
    isDiskFull: watched.isDiskFull,
    logger: loggerOf(logger, 'api'),
  };
  const running = { engine, store, transport, verifier };
  const served = await serveNode({ ...shown, ...running }, closers);
  const { url: httpUrl, alerts } = served;
  const history = keepStatusHistory(engine, transport);
  closers.add(async () => history.stop());
  watched.alertBy(alerts);
  doubts.alertBy(alerts);
  const orders = {
    ...running,
    ...{ config, genesis, recoveries: points, networkKey, readConfig: readAgain, logger },
  };
  const told = { ...served, history };
  await takeOrders({ ...orders, told, retention: watched.retention }, alerts, closers);
  logger.info(factsOf({ config, chainId, store, transport, provider, httpUrl }), 'running');
  return { httpUrl, engine, transport, stop: closers.closeAll };
}

/** What the engine is told that the configuration and the caller say. */
function configured({ config, logger, onFatal, knownVersion }: Start, transport: Libp2pTransport) {
  return {
    config: engineConfig(config),
    knownVersion,
    publicUrl: config.http.publicUrl,
    dialBack: createDialBack(dialBackPlaces(config, transport), systemClock.elapsed),
    clock: systemClock,
    logger: loggerOf(logger, 'engine'),
    onFatal,
  };
}

/** `null`: it only follows. */
function openSigner(
  keys: readonly SigningKey[],
  signing: Omit<Parameters<typeof createLocalSigner>[0], 'keys'>,
) {
  return keys.length === 0 ? null : createLocalSigner({ ...signing, keys });
}

/**
 * Another validator's folder in the place of this one's is refused before anything in it is written: its own node needs
 * what it remembers. One that was restored to vote with a new key is meant; its record is no memory of that key. Throws
 * `StorageError` `other_validator`.
 */
async function ownRecord(
  parts: Pick<Start, 'config'> &
    Pick<NodeData, 'store'> & {
      readonly file: NodeData['lastSigned'];
      readonly keys: readonly SigningKey[];
      readonly provider: SignatureProvider;
      readonly self: NodeRecord | undefined;
    },
): Promise<NodeData['lastSigned']> {
  const { config, file, keys, store, provider, self } = parts;
  const ours = new Set(keys.map((key) => keyAddress(key.scheme, key.publicKey)));
  const { sets } = validatorSchedule(store.state);
  const members = sets.flatMap((set) => set.members).filter(({ node }) => node !== self?.name);
  const others = members.filter((member) => !ours.has(validatorAddress(member)));
  const own = await withOwnRecord(file, others, (claim) => provider.verify(claim));
  if (own === file || file.guard.doubt === 'old') return own;
  throw new StorageError(
    'other_validator',
    `what was signed last, as the data folder ${config.data} says, was signed by another validator. Nothing was ` +
      'changed: put the folder of this node there, then start again.',
  );
}

/** The key is with another process. */
async function openAway(
  signer: SignerOfNode,
  parts: {
    readonly config: NodeConfig;
    readonly chainId: ChainId;
    readonly networkKey: string;
    readonly points: NodeData['points'];
    readonly store: NodeData['store'];
    readonly logger: Logger;
  },
): Promise<ConnectedSigner> {
  const { config, store, points: recoveries } = parts;
  const peerKey = await readConfiguredFile(config.peerKey, 'key file');
  const validatorsAfter = (height: Height) =>
    validatorSetAt(validatorSchedule(store.state), height).validators;
  return openAwaySigner(signer, { ...parts, recoveries, peerKey, validatorsAfter });
}

/** What the log says of a node that has started. */
function factsOf(
  parts: Pick<Start, 'config'> & {
    readonly chainId: ChainId;
    readonly store: Pick<NodeData['store'], 'head'>;
    readonly transport: Pick<Transport, 'addresses'>;
    readonly provider: Pick<SignatureProvider, 'name'>;
    readonly httpUrl: string;
  },
) {
  const { config, chainId: chain, store, transport, provider, httpUrl: http } = parts;
  const { height } = store.head().header;
  const listen = transport.addresses();
  return { name: config.name, chain, height, provider: provider.name, http, listen };
}

/** Looks after what is stored; alerts come when there is somebody to raise them. */
function watchStorage(
  parts: Pick<Start, 'config' | 'logger' | 'onFatal'> &
    Pick<NodeData, 'store' | 'checks'> & { readonly transport: Transport },
  isAllowed: boolean,
) {
  const { config, store, checks, transport, onFatal } = parts;
  const logger = loggerOf(parts.logger, 'storage');
  let alerts: Pick<AlertWatch, 'raise' | 'over'> | undefined;
  const requests = createRequests(transport, systemClock);
  const refilling = {
    ...{ checks, askPeers: requests.fetchStored },
    askKeepers: askKeepers(transport, requests),
  };
  const healing = startHealing({
    ...healingOptions(config, store.base()),
    repair: isAllowed ? 'automatic' : 'ask',
    checks,
    askPeers: requests.fetchStored,
    clock: systemClock,
    logger,
    onAlert: (subject, detail) =>
      alerts?.raise(alertOf('storage_damage', subject, detail, systemClock.now())),
    onFatal,
  });
  const retention = startRetention({
    store,
    retention: retentionOf(config.storage.retention),
    refilling,
    clock: systemClock,
    logger,
  });
  const disk = startDiskWatch({
    read: () => diskSpace(config.data),
    clock: systemClock,
    logger,
    onAlert: (detail) => alerts?.raise(alertOf('disk_low', '', detail, systemClock.now())),
    onRoom: () => alerts?.over('disk_low'),
  });
  return {
    healing,
    retention,
    isDiskFull: () => disk.state() === 'full',
    async stop() {
      await disk.stop();
      await retention.stop();
      await healing.stop();
    },
    alertBy(watch: Pick<AlertWatch, 'raise' | 'over'>) {
      alerts = watch;
    },
  };
}

/** Orders of the operator, from this machine. */
async function takeOrders(
  parts: Omit<OrderParts, 'changeAlerts' | 'levels'>,
  alerts: Pick<AlertWatch, 'change'>,
  closers: Closers,
): Promise<void> {
  const { config, logger } = parts;
  const levels = 'levels' in logger ? (logger as NodeLogger).levels : createLogLevels('info');
  const orders = createOrders({ ...parts, levels, changeAlerts: alerts.change });
  const control = await serveControl(controlPath(config.data), orders, logger);
  closers.add(control.close);
}

/** The key that it votes with, and the one that it is to vote with next. */
async function openValidatorKeys(
  { validator, nextValidator }: NodeConfig,
  provider: SignatureProvider,
): Promise<readonly SigningKey[]> {
  const keys: SigningKey[] = [];
  for (const files of [validator, nextValidator]) {
    if (files !== null) keys.push(await openValidatorKey(files, provider));
  }
  return keys;
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

/** A key that is another one, but sound, is seen by nobody else: peers close the connection, and don't say why. */
function warnIfUnknownKey(parts: {
  readonly config: NodeConfig;
  /** As PEM. */
  readonly networkKey: string;
  readonly self: NodeRecord | undefined;
  readonly next: Height;
  readonly logger: Logger;
}): void {
  const { config, networkKey, self, next, logger } = parts;
  if (self === undefined) return;
  if (networkKeysAt(self, next).some((key) => key === networkKeyAddress(networkKey))) return;
  logger.warn(
    { path: config.networkKey, node: self.name, height: next },
    'the network key is not the one that is registered for this node, as far as it knows: peers may refuse it. ' +
      'Restore the file from a backup, or have the new key registered with a "rotate-network-key" proposal',
  );
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
    blockScheduler: {
      blockIntervalMs: consensus.blockIntervalMs,
      heartbeatMs: consensus.heartbeatMs,
    },
    mempool: { ...mempool, aheadMax: BigInt(mempool.aheadMax) },
    aheadOfClockMaxMs: consensus.aheadOfClockMaxMs,
  };
}
