/** Whether there is room for a testnet, before anything of it is made or started. */
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tightDisk } from '@trellis/storage';
import { TestnetError } from './layout.ts';

/** Throws `TestnetError` `disk_full` when nodes could not start in this folder, which need not be there yet. */
export async function expectRoom(folder: string): Promise<void> {
  const tight = await tightDisk(await existing(folder));
  if (tight === null) return;
  const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  throw new TestnetError(
    'disk_full',
    `the disk of ${folder} has ${mebibytes(tight.freeBytes)} left, and a node needs ` +
      `${mebibytes(tight.neededBytes)} to start; make room, or name another folder with --home`,
  );
}

/** The folder, or the nearest one above it that is there. */
async function existing(folder: string): Promise<string> {
  const above = dirname(folder);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere || above === folder ? folder : existing(above);
}
