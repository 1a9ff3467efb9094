/** What a node keeps in its data folder: the chain, what it signed last, and the write-ahead log. */
import { join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import type { Logger, Transport, WriteAheadLog } from '@trellis/engine';
import { type Genesis, genesisHash } from '@trellis/protocol';
import {
  beginWithGenesis,
  beginWithSnapshot,
  type ChainStore,
  type HeardFile,
  type LastSignedFile,
  openDataFolder,
  openHeardFile,
  openLastSignedFile,
  openLevelStore,
  openSnapshotFolder,
  openWalFile,
  type SnapshotFolder,
  StorageError,
  snapshotPath,
} from '@trellis/storage';
import type { Closers } from './closers.ts';
import type { NodeConfig } from './config.ts';

export interface NodeData {
  readonly store: ChainStore;
  readonly lastSigned: LastSignedFile;
  readonly wal: WriteAheadLog;
  readonly heard: HeardFile;
}

export interface NodeDataParts {
  readonly genesis: Genesis;
  readonly provider: SignatureProvider;
  readonly logger: Logger;
  /** For a node that begins with a snapshot of its peers. */
  readonly openTransport: () => Promise<Transport>;
}

/** Opens the folder, and begins the chain in one that has none. Throws `StorageError`. */
export async function openNodeData(
  config: NodeConfig,
  { genesis, provider, logger, openTransport }: NodeDataParts,
  closers: Closers,
): Promise<NodeData> {
  const dataFolder = config.data;
  await openDataFolder(dataFolder);
  if (config.network.join === 'snapshot') {
    await beginWithSnapshot({ dataFolder, genesis, provider, logger, openTransport });
  }
  const store = await openLevelStore(join(dataFolder, 'chain'), { pastStates: config.pastStates });
  closers.add(() => store.close());
  await adoptGenesis(store, genesis, config);
  const lastSigned = await openLastSignedFile(join(dataFolder, 'last-signed'));
  closers.add(() => lastSigned.close());
  const wal = await openWalFile(join(dataFolder, 'consensus.wal'));
  closers.add(() => wal.close());
  const heard = await openHeardFile(join(dataFolder, 'heard'), logger);
  closers.add(() => heard.close());
  return { store, lastSigned, wal, heard };
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

/** Begins the chain in an empty store; refuses a store that holds another one. */
async function adoptGenesis(
  store: ChainStore,
  genesis: Genesis,
  config: NodeConfig,
): Promise<void> {
  const stored = store.genesis();
  if (stored === null) {
    await beginWithGenesis(store, genesis);
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
