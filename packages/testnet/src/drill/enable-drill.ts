/** Has nodes take orders that were made without: a testnet of "trellis demo", or an older one. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { privateMode, replaceFile } from '@trellis/crypto/files';
import { nodeFiles } from '@trellis/node';
import { nodeFolder, type TestnetManifest, type TestnetNode } from '../layout.ts';
import { findProcess, startProcess, stopProcess } from '../processes.ts';
import { untilReady } from '../start.ts';

/**
 * Writes where its orders are into the configuration of each node that lacks it, and restarts those that run, one
 * after another so that the others continue. Gives the names of those that it changed.
 */
export async function enableDrill(
  folder: string,
  manifest: TestnetManifest,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const node of manifest.nodes) {
    if (!(await writeDrill(folder, node))) continue;
    changed.push(node.name);
    if ((await findProcess(folder, node)) === null) continue;
    await stopProcess(folder, node);
    await startProcess(folder, node);
    await untilReady(folder, manifest, node);
  }
  return changed;
}

/** Whether the configuration of a node says where its orders are. */
export async function takesOrders(folder: string, node: TestnetNode): Promise<boolean> {
  return (await readOwnConfig(folder, node)).network.drill != null;
}

/** As it is written, without what the node reads into it: all else has to stay as it is. */
async function readOwnConfig(
  folder: string,
  node: TestnetNode,
): Promise<{ readonly network: { readonly drill?: string | null } }> {
  return JSON.parse(await readFile(configPath(folder, node), 'utf8'));
}

const configPath = (folder: string, node: TestnetNode): string =>
  join(nodeFolder(folder, node), nodeFiles.config);

/** Whether it was missing. */
async function writeDrill(folder: string, node: TestnetNode): Promise<boolean> {
  const path = configPath(folder, node);
  const config = await readOwnConfig(folder, node);
  if (config.network.drill != null) return false;
  const network = { ...config.network, drill: nodeFiles.drill };
  await replaceFile(path, `${JSON.stringify({ ...config, network }, null, 2)}\n`, privateMode);
  return true;
}
