/**
 * Checksums of the files of one append, in the format of `sha256sum`, so that any machine can check them with
 * `sha256sum --check`. They find damage; whoever may write into the folder can write them as well.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export const checksumFile = 'SHA256SUMS';

const lineOf = (hash: Hash, name: string): string => `${hash.digest('hex')}  ${name}`;

/** One line for each file. */
export function checksumText(files: Readonly<Record<string, string | Uint8Array>>): string {
  return Object.entries(files)
    .map(([name, content]) => `${lineOf(createHash('sha256').update(content), name)}\n`)
    .join('');
}

/** The line that a file as it is now would have, read piece by piece. */
export async function checksumLine(path: string, name: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return lineOf(hash, name);
}
