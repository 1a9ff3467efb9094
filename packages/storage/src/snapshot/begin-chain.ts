/** How a node with an empty database begins: with a snapshot, if it is to and there is one. */
import { join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import type { Logger, Transport } from '@trellis/engine';
import { systemClock } from '@trellis/engine';
import type { Genesis, RecoveryPoint, SnapshotHead } from '@trellis/protocol';
import { hasChain } from '../chain/import-chain.ts';
import { type FetchParts, fetchSnapshot } from './fetch-snapshot.ts';
import { restoreSnapshot, snapshotPath } from './restore-snapshot.ts';
import {
  createSnapshotFolder,
  openSnapshotFolder,
  type SnapshotWriter,
} from './snapshot-folder.ts';

/** For peers to be reached and to answer; after that the node begins with the genesis. */
const timeoutMs = 15_000;

export interface BeginParts {
  readonly dataFolder: string;
  readonly genesis: Genesis;
  readonly recoveries: readonly RecoveryPoint[];
  readonly provider: SignatureProvider;
  readonly logger: Logger;
  /** Made when it is needed, and stopped before this returns. */
  readonly openTransport: () => Promise<Transport>;
}

/**
 * Begins the chain with a snapshot that was fetched before and not restored to the end, or with one that
 * peers offer. Does nothing when there is a chain already, or no snapshot. Throws `StorageError`.
 */
export async function beginWithSnapshot(parts: BeginParts): Promise<void> {
  const { dataFolder, genesis, recoveries, provider, logger } = parts;
  if (await hasChain(join(dataFolder, 'chain'))) return;
  const path = snapshotPath(dataFolder);
  const started = performance.now();
  if ((await openSnapshotFolder(path)) === null) {
    const transport = await parts.openTransport();
    const fetching = { genesis, recoveries, provider, transport, clock: systemClock, logger };
    if ((await fetchFromPeers(fetching, () => createSnapshotFolder(path))) === null) {
      logger.warn({}, 'no peer offers a valid snapshot: beginning with the genesis');
      return;
    }
  }
  const restored = await restoreSnapshot(path, dataFolder, genesis, provider, { recoveries });
  const { height, entries, chunks } = restored;
  const ms = Math.round(performance.now() - started);
  logger.info({ height, entries, chunks, ms }, 'began with a snapshot');
}

/** Takes part in the network for as long as it takes to get a snapshot, or to know that there is none. */
export async function fetchFromPeers(
  parts: Omit<FetchParts, 'transport' | 'timeoutMs'> & { readonly transport: Transport },
  createWriter: () => Promise<SnapshotWriter>,
): Promise<SnapshotHead | null> {
  const { transport } = parts;
  const quiet = (): void => undefined;
  try {
    await transport.start({
      onGossip: async () => 'ignore',
      onMessage: quiet,
      onRequest: async function* () {},
      onPeerConnected: quiet,
      onPeerMoved: quiet,
      onPeerDisconnected: quiet,
    });
    return await fetchSnapshot({ ...parts, timeoutMs }, createWriter);
  } finally {
    await transport.stop();
  }
}
