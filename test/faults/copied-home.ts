/** A copy of a whole testnet that is started beside the original, with ports of its own and the same keys. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  changePorts,
  findProcess,
  logTail,
  nodeFiles,
  nodeFolder,
  readManifest,
  startProcess,
  stopAll,
  type TestnetManifest,
  testnetFolder,
} from '@trellis/testnet';
import { copyFolder } from '../e2e/copy-folder.ts';
import type { TestNetwork } from '../e2e/network.ts';
import { testPorts } from '../ports.ts';

export interface CopiedHome {
  readonly folder: string;
  readonly manifest: TestnetManifest;
  remove(): Promise<void>;
}

/** Copies a home as it is. The nodes of the copy call those of the original, as nodes on several hosts would. */
export async function copyHome(network: TestNetwork): Promise<CopiedHome> {
  const home = await mkdtemp(join(tmpdir(), 'trellis-copy-'));
  await copyFolder(network.home, home);
  const folder = testnetFolder(home);
  // The numbers of the processes of the original are not those of the copy.
  for (const node of network.manifest.nodes) {
    await rm(join(nodeFolder(folder, node), nodeFiles.pid), { force: true });
  }
  const basePort = await testPorts(network.manifest.nodes.length);
  const manifest = await changePorts(folder, await readManifest(folder), basePort);
  for (const node of manifest.nodes) {
    const path = join(nodeFolder(folder, node), nodeFiles.config);
    const own = JSON.parse(await readFile(path, 'utf8'));
    const original = JSON.parse(
      await readFile(join(nodeFolder(network.folder, node), nodeFiles.config), 'utf8'),
    );
    own.network.peers = original.network.peers;
    await writeFile(path, JSON.stringify(own));
  }
  return {
    folder,
    manifest,
    async remove() {
      await stopAll(folder, manifest);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Starts one node of the copy, and waits until it has stopped by itself; the last code that it gave, and all it said. */
export async function startBeside(
  { folder, manifest }: Pick<CopiedHome, 'folder' | 'manifest'>,
  index: number,
): Promise<{ readonly code: string | undefined; readonly log: string }> {
  const node = manifest.nodes[index];
  if (node === undefined) throw new Error(`no node ${index}`);
  const before = (await logTail(folder, node, 1_000_000)).length;
  await startProcess(folder, node);
  while ((await findProcess(folder, node)) !== null) await pause(50);
  const log = (await logTail(folder, node, 1_000_000)).slice(before);
  return { code: [...log.matchAll(/"code":"(\w+)"/g)].at(-1)?.[1], log };
}
