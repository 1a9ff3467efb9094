/** The ports of a testnet: a copy of its folder names those of the original, and can be given ports of its own. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { replaceFile } from '@trellis/crypto/files';
import { nodeFiles } from '@trellis/node';
import { findBasePort, httpPortOffset, isFree } from './free-ports.ts';
import {
  nodeFolder,
  TestnetError,
  type TestnetManifest,
  type TestnetNode,
  writeManifest,
} from './layout.ts';
import { findProcess } from './processes.ts';

/** How often taken ports are looked at again, and after how long. */
const portTries = 20;
const portRetryMs = 100;

/** Throws `TestnetError` `ports_taken` if something else listens where these nodes would, which are about to be started. */
export async function refuseTakenPorts(
  folder: string,
  nodes: readonly TestnetNode[],
): Promise<void> {
  for (const node of nodes) {
    if ((await findProcess(folder, node)) !== null) continue;
    if (await areFreeSoon([node.httpPort, node.networkPort])) continue;
    throw new TestnetError(
      'ports_taken',
      `${node.name} of ${folder} can't listen: another process has its ports ${node.networkPort} and ${node.httpPort}. ` +
        'If this home is a copy, the nodes of the original may run; give it ports of its own with ' +
        '"trellis testnet ports". Two copies of one validator must never run together.',
    );
  }
}

/** Whether the ports are free, or become so shortly: a process that was killed holds them a moment after it is gone. */
async function areFreeSoon(ports: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < portTries; tries++) {
    if ((await Promise.all(ports.map(isFree))).every((free) => free)) return true;
    await setTimeout(portRetryMs);
  }
  return false;
}

/** Gives every node new ports, in its configuration and in those of the others. Throws `TestnetError` `testnet_running`. */
export async function changePorts(
  folder: string,
  manifest: TestnetManifest,
  given?: number,
): Promise<TestnetManifest> {
  for (const node of manifest.nodes) {
    if ((await findProcess(folder, node)) === null) continue;
    throw new TestnetError(
      'testnet_running',
      `${node.name} runs; stop it first: trellis testnet down`,
    );
  }
  const base = given ?? (await findBasePort(manifest.nodes.length));
  const ports = new Map<number, number>();
  const nodes = manifest.nodes.map((node, index) => {
    ports.set(node.networkPort, base + index);
    ports.set(node.httpPort, base + httpPortOffset + index);
    return {
      ...node,
      networkPort: base + index,
      httpPort: base + httpPortOffset + index,
      http: node.http.replace(/:\d+$/, `:${base + httpPortOffset + index}`),
    };
  });
  for (const node of nodes) {
    const path = join(nodeFolder(folder, node), nodeFiles.config);
    await replaceFile(path, movedPorts(await readFile(path, 'utf8'), ports));
  }
  // Last: a manifest that is still the old one names what can be done again.
  const changed = { ...manifest, nodes };
  await writeManifest(folder, changed);
  return changed;
}

/** A configuration with the ports that it names exchanged, wherever it names them. */
function movedPorts(config: string, ports: ReadonlyMap<number, number>): string {
  const moved = (port: string): string => String(ports.get(Number(port)) ?? port);
  return config
    .replace(/(\/tcp\/)(\d+)/g, (_all, before: string, port: string) => before + moved(port))
    .replace(/("port": )(\d+)/g, (_all, before: string, port: string) => before + moved(port));
}
