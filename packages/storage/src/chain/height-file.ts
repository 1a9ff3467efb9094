/**
 * A height that the database had: a node that signs nothing has no other memory of it outside. It is written now and
 * then, and when the node stops, but never waited for: a height costs no sync more.
 */
import { join } from 'node:path';
import { replaceFile } from '@trellis/crypto/files';
import { type Height, toHeight } from '@trellis/protocol';
import { formatLine, readLine } from '../files/checked-line.ts';
import type { LastSigned } from '../signing/last-signed-file.ts';

const kind = 'trellis-height-1';

/** The height that was noted; 0 when none was, or when it can't be read: it says less then, and nothing wrong. */
export async function readNotedHeight(dataFolder: string): Promise<Height> {
  const found = await readLine(heightPath(dataFolder), kind);
  if (found.state !== 'intact' || !/^[0-9]{1,19}$/.test(found.value)) return toHeight(0n);
  return toHeight(BigInt(found.value));
}

export async function noteHeight(dataFolder: string, height: Height): Promise<void> {
  await replaceFile(heightPath(dataFolder), formatLine(kind, `${height}`));
}

/**
 * The height that must be stored if this was signed last: a vote for a height comes after the synced batch of the
 * one before it; a proposal may be made a height ahead of it.
 */
export function storedBefore(last: LastSigned | null): Height {
  if (last === null) return toHeight(0n);
  const ahead = last.step === 'proposal' ? 2n : 1n;
  return toHeight(last.height > ahead ? last.height - ahead : 0n);
}

function heightPath(dataFolder: string): string {
  return join(dataFolder, 'chain-height');
}
