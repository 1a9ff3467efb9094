/**
 * Homes of testnets that a command makes for itself in the folder of temporary files. Each says whose it is, so that the next
 * command finds what one has left that was killed.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest, testnetFolder } from './layout.ts';
import { killProcess } from './processes.ts';

const prefix = 'trellis-own-';
const ownerFile = 'owner';

/** A new home, of this process. */
export async function makeOwnedHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), prefix));
  await writeFile(join(home, ownerFile), String(process.pid));
  return home;
}

/** Ends the nodes of the testnet in a home, if there are any, and deletes the home. */
export async function removeTestnetHome(home: string): Promise<void> {
  const folder = testnetFolder(home);
  const manifest = await readManifest(folder).catch(() => null);
  for (const node of manifest?.nodes ?? []) await killProcess(folder, node);
  // A node that ends may still write.
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Removes the homes whose process is gone, and tells of each. */
export async function removeLeftTestnets(tell: (text: string) => void): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const home = join(tmpdir(), name);
    const owner = Number(await readFile(join(home, ownerFile), 'utf8').catch(() => ''));
    // Without an owner it is being made, or is another user's.
    if (!(owner > 0) || isRunning(owner)) continue;
    await removeTestnetHome(home);
    tell(`Removed ${home}: the testnet of a command that was killed.`);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
