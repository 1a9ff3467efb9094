/** The files beside the database: the marker, the memory of what was signed, the log, and the snapshot. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import { type ChainRecovery, type Genesis, genesisHash, recoveryPoint } from '@trellis/protocol';
import { readMarker } from '../chain/chain-marker.ts';
import { readLastSigned } from '../signing/last-signed-file.ts';
import { type MemoryNames, memoryNames } from '../signing/memory-names.ts';
import { readRecords } from '../signing/wal-file.ts';
import { checkedChunks, snapshotPath, verifySnapshot } from '../snapshot/restore-snapshot.ts';
import { openSnapshotFolder } from '../snapshot/snapshot-folder.ts';
import type { Note } from './faults.ts';

export async function auditFiles(
  dataFolder: string,
  {
    genesis,
    recoveries,
  }: { readonly genesis: Genesis; readonly recoveries: readonly ChainRecovery[] },
  provider: SignatureProvider,
  note: Note,
): Promise<void> {
  const points = recoveries.map(({ plan }) => recoveryPoint(plan));
  const marker = await readMarker(dataFolder);
  if (marker.state === 'damaged') note(null, 'the marker of the chain (chain-begun) is damaged');
  if (marker.state === 'intact' && marker.value !== genesisHash(genesis)) {
    note(null, 'the marker of the chain (chain-begun) is of another genesis');
  }
  for (const names of [null, ...points].map(memoryNames))
    await auditMemory(dataFolder, names, note);
  try {
    const path = snapshotPath(dataFolder);
    if ((await openSnapshotFolder(path)) === null) return;
    for await (const _chunk of checkedChunks(
      await verifySnapshot(path, genesis, provider, points),
    )) {
      // Each is checked as it comes.
    }
  } catch (error) {
    note(null, messageOf(error));
  }
}

/** What was signed last, and the log: of the chain as it began, and of each recovery. */
async function auditMemory(
  dataFolder: string,
  { lastSigned, log }: MemoryNames,
  note: Note,
): Promise<void> {
  const signed = await readOptional(join(dataFolder, lastSigned));
  if (signed !== null && readLastSigned(signed).recovered.state === 'uncertain') {
    note(null, `a slot of the file ${lastSigned} is damaged`);
  }
  const path = join(dataFolder, log);
  const content = await readOptional(path);
  try {
    if (content !== null) readRecords(content, path);
  } catch (error) {
    note(null, messageOf(error));
  }
}

async function readOptional(path: string): Promise<Uint8Array | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
