/** The newest height that something outside the database says was in it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Height } from '@trellis/protocol';
import { readLastSigned, readNotedHeight, storedBefore } from '@trellis/storage';

export async function knownHeight(dataFolder: string): Promise<Height> {
  const content = await readFile(join(dataFolder, 'last-signed')).catch(() => new Uint8Array());
  const { recovered } = readLastSigned(content);
  const signed = storedBefore(recovered.state === 'new' ? null : recovered.last);
  const noted = await readNotedHeight(dataFolder);
  return noted > signed ? noted : signed;
}
