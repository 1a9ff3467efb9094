/** Beginning a chain from a snapshot: everything in it is checked from the genesis on before it counts. */
import { join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import { genesisBlock } from '@trellis/ledger';
import { blockId, type Genesis, type RecoveryPoint } from '@trellis/protocol';
import { importChain } from '../chain/import-chain.ts';
import { StorageError } from '../files/storage-error.ts';
import type { CheckedChunk } from '../level/import-state.ts';
import type { OnChunks, SnapshotReport } from './create-snapshot.ts';
import {
  checkChunk,
  createSnapshotFolder,
  damagedSnapshot,
  openSnapshotFolder,
  type SnapshotFolder,
} from './snapshot-folder.ts';
import { snapshotProblem } from './verify-head.ts';

/** Where a node keeps the snapshot that it offers to others, and that its own chain may begin with. */
export function snapshotPath(dataFolder: string): string {
  return join(dataFolder, 'snapshot');
}

/** Opens a snapshot and checks it as a whole. Throws `StorageError` `no_snapshot` or `snapshot_damaged`. */
export async function verifySnapshot(
  path: string,
  genesis: Genesis,
  provider: SignatureProvider,
  recoveries: readonly RecoveryPoint[] = [],
): Promise<SnapshotFolder> {
  const folder = await openSnapshotFolder(path);
  if (folder === null) {
    throw new StorageError(
      'no_snapshot',
      `there is no snapshot in ${path}; "trellis snapshot create" makes one of a stopped node`,
    );
  }
  const { head, changes } = folder;
  const chain = { genesis, recoveries };
  const problem = await snapshotProblem(chain, (claim) => provider.verify(claim), head, changes);
  if (problem !== undefined) throw damagedSnapshot(path, problem);
  return folder;
}

export interface RestoreSnapshotOptions {
  /** How the chain of the snapshot was recovered. */
  readonly recoveries?: readonly RecoveryPoint[];
  readonly onChunks?: OnChunks;
}

/**
 * Makes the database of a node from a snapshot, and keeps a copy to offer it to others. A crash on
 * the way leaves the node without a database. Throws `StorageError`.
 */
export async function restoreSnapshot(
  path: string,
  dataFolder: string,
  genesis: Genesis,
  provider: SignatureProvider,
  { recoveries = [], onChunks = () => undefined }: RestoreSnapshotOptions = {},
): Promise<SnapshotReport> {
  const folder = await verifySnapshot(path, genesis, provider, recoveries);
  const { head, changes } = folder;
  const own = snapshotPath(dataFolder);
  // The audit of a chain that begins with a snapshot needs it, so it comes before the chain.
  const copy = folder.path === own ? null : await createSnapshotFolder(own);
  let bytes = 0;
  try {
    await importChain(
      join(dataFolder, 'chain'),
      { genesis, first: genesisBlock(genesis).header, head, changes },
      checkedChunks(folder, async (index, chunk) => {
        bytes += chunk.length;
        await copy?.writeChunk(index, chunk);
        if (index === head.chunks.length - 1) await copy?.finish(head, changes);
        onChunks(index + 1, head.chunks.length);
      }),
    );
  } catch (error) {
    await copy?.discard();
    throw error;
  }
  const { height } = head.header;
  const entries = head.chunks.reduce((sum, chunk) => sum + chunk.entries, 0);
  const chunks = head.chunks.length;
  return { path, height, blockId: blockId(head.header), entries, chunks, bytes };
}

/** Every chunk in order, each checked against the head. Throws `StorageError`. */
export async function* checkedChunks(
  { path, head, readChunk }: SnapshotFolder,
  onChunk: (index: number, bytes: Uint8Array) => Promise<void> = async () => undefined,
): AsyncGenerator<CheckedChunk> {
  for (const index of head.chunks.keys()) {
    const bytes = await readChunk(index);
    const checked = checkChunk(head, index, bytes);
    if (!checked.ok) throw damagedSnapshot(path, `chunk ${index}: ${checked.problem}`);
    await onChunk(index, bytes);
    yield checked.chunk;
  }
}
