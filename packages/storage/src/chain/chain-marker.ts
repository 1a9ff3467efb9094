/**
 * That a chain was begun in a data folder, and with which genesis. It is kept outside the database, and is on disk
 * before the database has anything: so a database that lost its beginning, or all, is not taken for a new one.
 */
import { join } from 'node:path';
import type { Hash } from '@trellis/crypto';
import { replaceFile } from '@trellis/crypto/files';
import { type FoundLine, formatLine, readLine } from '../files/checked-line.ts';

const kind = 'trellis-chain-1';

export function markerPath(dataFolder: string): string {
  return join(dataFolder, 'chain-begun');
}

/** The hash of the genesis, if there is a marker. */
export function readMarker(dataFolder: string): Promise<FoundLine> {
  return readLine(markerPath(dataFolder), kind);
}

/** Resolves when the marker would survive a power cut. */
export async function writeMarker(dataFolder: string, genesis: Hash): Promise<void> {
  await replaceFile(markerPath(dataFolder), formatLine(kind, genesis));
}
