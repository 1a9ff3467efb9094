/**
 * That the chain of a data folder is being fetched again, and which height it had. It is on disk before the damaged
 * database is moved aside, until that height is stored again: meanwhile a database that is missing or behind is no news.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, syncFolder } from '@trellis/crypto/files';
import { type Height, toHeight } from '@trellis/protocol';
import { formatLine, readLine } from '../files/checked-line.ts';

const kind = 'trellis-rebuild-1';

/** The height that the chain had; `null` when it is not being fetched again. */
export async function rebuildHeight(dataFolder: string): Promise<Height | null> {
  const found = await readLine(rebuildPath(dataFolder), kind);
  if (found.state === 'missing') return null;
  // A note that can't be read still says that there was one.
  const known = found.state === 'intact' && /^[0-9]{1,19}$/.test(found.value);
  return toHeight(known ? BigInt(found.value) : 0n);
}

export async function beginRebuild(dataFolder: string, height: Height): Promise<void> {
  await replaceFile(rebuildPath(dataFolder), formatLine(kind, `${height}`));
}

export async function endRebuild(dataFolder: string): Promise<void> {
  await rm(rebuildPath(dataFolder), { force: true });
  await syncFolder(dataFolder);
}

function rebuildPath(dataFolder: string): string {
  return join(dataFolder, 'chain-rebuilding');
}
