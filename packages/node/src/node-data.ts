/** What a node keeps in its data folder: the chain, what it signed last, and the write-ahead log. */
import { join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import {
  continueRecovered,
  type Logger,
  systemClock,
  type Transport,
  type WriteAheadLog,
} from '@trellis/engine';
import type { ChainRecovery, Genesis, Height, RecoveryPoint } from '@trellis/protocol';
import {
  beginRun,
  beginWithSnapshot,
  type ChainStore,
  chainPath,
  type Damage,
  DamagedValue,
  endedCleanly,
  endRun,
  type HeardFile,
  type LastSignedFile,
  memoryNames,
  moveAside,
  openDataFolder,
  openHeardFile,
  openLastSignedFile,
  openSnapshotFolder,
  openWalFile,
  quickCheck,
  type SnapshotFolder,
  StorageError,
  snapshotPath,
  type ValueCheckParts,
  wasBegun,
} from '@trellis/storage';
import { ownKeys } from './chain-recovery/apply-recovery.ts';
import { expectContinuable } from './chain-recovery/expect-continuable.ts';
import { readRecoveries, recoveryPoints } from './chain-recovery/read-recoveries.ts';
import type { Closers } from './closers.ts';
import type { NodeConfig } from './config/config.ts';
import { createProviderVerifier } from './provider-verifier.ts';
import { healAtStart } from './repair/heal-at-start.ts';
import { knownHeight } from './repair/known-height.ts';
import { keepHeightNoted } from './repair/noted-height.ts';
import { mayRepair, openRepaired } from './repair/open-repaired.ts';

export interface NodeData {
  readonly store: ChainStore;
  /** How the chain was recovered. */
  readonly recoveries: readonly ChainRecovery[];
  readonly points: readonly RecoveryPoint[];
  readonly lastSigned: LastSignedFile;
  readonly wal: WriteAheadLog;
  readonly heard: HeardFile;
  readonly checks: ValueCheckParts;
  /** The height up to which the chain is being fetched again. */
  readonly rebuildingTo: () => Height | null;
}

export interface NodeDataParts {
  readonly genesis: Genesis;
  readonly provider: SignatureProvider;
  readonly logger: Logger;
  /** For a node that begins with a snapshot of its peers. */
  readonly openTransport: () => Promise<Transport>;
  /** What is known to be damaged. */
  readonly damage: readonly Damage[];
}

/** Opens the folder, and begins the chain in one that has none. Throws `StorageError`. */
export async function openNodeData(
  config: NodeConfig,
  parts: NodeDataParts,
  closers: Closers,
): Promise<NodeData> {
  const dataFolder = config.data;
  const { genesis, provider, logger, openTransport } = parts;
  await openDataFolder(dataFolder);
  const given = await readRecoveries(config, genesis, (claim) => provider.verify(claim));
  const recoveries = recoveryPoints(given);
  const names = memoryNames(recoveries.at(-1) ?? null);
  const lastSigned = await openLastSignedFile(join(dataFolder, names.lastSigned));
  closers.add(() => lastSigned.close());
  const atLeast = await knownHeight(dataFolder);
  const isSuspect = !(await endedCleanly(dataFolder));
  await beginRun(dataFolder);
  closers.add(() => endRun(dataFolder));
  const store = await openRepaired({
    dataFolder,
    genesis,
    pastStates: config.pastStates,
    isPruned: config.storage.retention.mode !== 'archive',
    atLeast,
    isSuspect,
    repair: config.storage.repair,
    clock: systemClock,
    logger,
    async begin() {
      const begun = await wasBegun(dataFolder, genesis);
      if (begun || config.network.join !== 'snapshot') return;
      await beginWithSnapshot({
        ...{ dataFolder, genesis, recoveries, provider, logger, openTransport },
      });
    },
  });
  closers.add(() => store.close());
  const noted = await keepHeightNoted(dataFolder, store, { clock: systemClock, logger });
  closers.add(noted.stop);
  const checks: ValueCheckParts = {
    database: store.database,
    genesis,
    recoveries,
    verify: (claim) => provider.verify(claim),
    head: () => store.head().header.height,
    tree: store.tree,
  };
  await healFound(config, { ...parts, checks, base: store.base() });
  await continueChain(config, { ...parts, recoveries: given }, store);
  const wal = await openLog(join(dataFolder, names.log), config, logger);
  closers.add(() => wal.close());
  const heard = await openHeardFile(join(dataFolder, names.heard), logger);
  closers.add(() => heard.close());
  const opened = { store, recoveries: given, points: recoveries, lastSigned, wal, heard, checks };
  return { ...opened, rebuildingTo: noted.rebuildingTo };
}

/** As its operators decided, if the chain was recovered. Throws `StorageError` `recovery_refused`. */
async function continueChain(
  config: NodeConfig,
  { genesis, recoveries, provider }: NodeDataParts & Pick<NodeData, 'recoveries'>,
  store: ChainStore,
): Promise<void> {
  if (recoveries.length === 0) return;
  const stored = { dataFolder: config.data, store, own: await ownKeys(config) };
  await expectContinuable(stored, recoveries, (claim) => provider.verify(claim));
  const verifier = createProviderVerifier(provider);
  await continueRecovered({ genesis, store, verifier }, recoveries);
}

/** A snapshot that can't be read is no reason not to run. */
export async function offeredSnapshot(
  data: string,
  logger: Logger,
): Promise<SnapshotFolder | null> {
  return openSnapshotFolder(snapshotPath(data)).catch((error: unknown) => {
    logger.warn({ error }, 'the snapshot of this node is not offered to others');
    return null;
  });
}

/** A log that can't be trusted is moved aside: the node looks on at the height that it was of. Throws `StorageError`. */
async function openLog(
  path: string,
  { storage }: NodeConfig,
  logger: Logger,
): Promise<WriteAheadLog> {
  try {
    return await openWalFile(path);
  } catch (error) {
    const isDamaged = error instanceof StorageError && error.code === 'wal_damaged';
    if (!isDamaged || storage.repair !== 'automatic') throw error;
    const moved = await moveAside(path, systemClock.now());
    logger.warn({ error, moved }, 'the write-ahead log is begun again');
    return openWalFile(path);
  }
}

/** What a first look finds damaged is had from peers, if nobody has to be asked. Throws `DamagedValue`. */
async function healFound(
  config: NodeConfig,
  parts: NodeDataParts & { readonly checks: ValueCheckParts; readonly base: Height },
): Promise<void> {
  const { checks, base } = parts;
  const damage = [...parts.damage, ...(await quickCheck(checks, base))];
  const [first] = damage;
  if (first === undefined) return;
  const path = chainPath(config.data);
  if (!(await mayRepair({ dataFolder: config.data, repair: config.storage.repair }))) {
    throw new DamagedValue(path, first.key, first.what);
  }
  await healAtStart({ ...parts, damage, path });
}
