/**
 * Which process runs a node's folder: a random number that its status shows too. A copy of the folder has the number
 * of the original, and the path that it was written for tells the two apart.
 */
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateMode, withPath } from '@trellis/crypto/files';

const instanceName = 'instance';

export async function writeInstance(data: string, instance: string): Promise<void> {
  const content = `${instance} ${await realpath(data)}\n`;
  const path = join(data, instanceName);
  await withPath(path, writeFile(path, content, { mode: privateMode }));
}

/** The number of the process that ran last in this very folder; `null` if none did. */
export async function readInstance(data: string): Promise<string | null> {
  const content = await readFile(join(data, instanceName), 'utf8').catch(() => '');
  const [, instance = null, path = ''] = /^([0-9a-f]{32}) (.*)\n$/.exec(content) ?? [];
  return path === (await realpath(data).catch(() => null)) ? instance : null;
}
