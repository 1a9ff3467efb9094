/**
 * Whether the process before this one closed what it had open. A file is there while one runs; after a crash, or an
 * assertion of LevelDB, which nothing can catch, it is still there, and the next start looks closer.
 */
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateMode, withPath } from '@trellis/crypto/files';

function runPath(dataFolder: string): string {
  return join(dataFolder, 'running');
}

export function endedCleanly(dataFolder: string): Promise<boolean> {
  return stat(runPath(dataFolder)).then(
    () => false,
    () => true,
  );
}

export async function beginRun(dataFolder: string): Promise<void> {
  const path = runPath(dataFolder);
  const said = 'a process runs, or did not end by itself\n';
  await withPath(path, writeFile(path, said, { mode: privateMode }));
}

export async function endRun(dataFolder: string): Promise<void> {
  await rm(runPath(dataFolder), { force: true });
}
