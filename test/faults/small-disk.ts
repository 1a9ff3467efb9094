/** A small disk under a folder of a test, where this user may mount one: a real file system that can be filled. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const diskBytes = 400_000_000;

/** Puts what is in the folder on it. Says whether that was allowed; nothing is changed otherwise. */
export async function mountSmallDisk(folder: string): Promise<boolean> {
  const aside = await mkdtemp(join(tmpdir(), 'trellis-disk-'));
  try {
    execFileSync('cp', ['-a', `${folder}/.`, aside]);
    const options = `size=${diskBytes},mode=0700`;
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    if (status !== 0) return false;
    execFileSync('cp', ['-a', `${aside}/.`, folder]);
    return true;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Fills it up to this share, with a file `filler` in the folder. */
export async function fillDisk(folder: string, share: number): Promise<void> {
  const size = execFileSync('du', ['-sb', '--exclude=filler', folder]).toString();
  const used = Number(size.split('\t')[0]);
  await writeFile(join(folder, 'filler'), Buffer.alloc(Math.floor(diskBytes * share - used)));
}

export function unmountSmallDisk(folder: string): void {
  spawnSync('umount', ['-l', folder]);
}
