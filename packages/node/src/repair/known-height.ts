/** The newest height that something outside the database says was in it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Height } from '@trellis/protocol';
import { memoryNames, readLastSigned, readNotedHeight, storedBefore } from '@trellis/storage';

export async function knownHeight(dataFolder: string): Promise<Height> {
  const { lastSigned } = memoryNames(null);
  const files = await readdir(dataFolder).catch(() => []);
  let known = await readNotedHeight(dataFolder);
  // Those of the chain's recoveries have longer names.
  for (const name of files.filter((one) => one.startsWith(lastSigned))) {
    const content = await readFile(join(dataFolder, name)).catch(() => new Uint8Array());
    const { recovered } = readLastSigned(content);
    const signed = storedBefore(recovered.state === 'new' ? null : recovered.last);
    if (signed > known) known = signed;
  }
  return known;
}
