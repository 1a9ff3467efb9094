/** The files beside the database: the marker, the memory of what was signed, the log, and the snapshot. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import { type Genesis, genesisHash } from '@trellis/protocol';
import { readMarker } from '../chain/chain-marker.ts';
import { readLastSigned } from '../signing/last-signed-file.ts';
import { readRecords } from '../signing/wal-file.ts';
import { checkedChunks, snapshotPath, verifySnapshot } from '../snapshot/restore-snapshot.ts';
import { openSnapshotFolder } from '../snapshot/snapshot-folder.ts';
import type { Note } from './faults.ts';

export async function auditFiles(
  dataFolder: string,
  genesis: Genesis,
  provider: SignatureProvider,
  note: Note,
): Promise<void> {
  const marker = await readMarker(dataFolder);
  if (marker.state === 'damaged') note(null, 'the marker of the chain (chain-begun) is damaged');
  if (marker.state === 'intact' && marker.value !== genesisHash(genesis)) {
    note(null, 'the marker of the chain (chain-begun) is of another genesis');
  }
  const signed = await readOptional(join(dataFolder, 'last-signed'));
  if (signed !== null && readLastSigned(signed).recovered.state === 'uncertain') {
    note(null, 'a slot of the file last-signed is damaged');
  }
  const log = join(dataFolder, 'consensus.wal');
  const content = await readOptional(log);
  try {
    if (content !== null) readRecords(content, log);
  } catch (error) {
    note(null, messageOf(error));
  }
  try {
    const path = snapshotPath(dataFolder);
    if ((await openSnapshotFolder(path)) === null) return;
    for await (const _chunk of checkedChunks(await verifySnapshot(path, genesis, provider))) {
      // Each is checked as it comes.
    }
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
