/**
 * Power cuts: a node is killed, and what it had written but not synced is taken away. What was synced is
 * told by a library that is loaded into the node (`record-syncs.c`), so it counts for LevelDB as well.
 */
import { readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import {
  type ChainComparison,
  checkSigning,
  compareChains,
  recordVotes,
  type SigningCheck,
  startLoad,
  startProcess,
  stopAll,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { dataFolder } from './damage.ts';
import { highestOf } from './kills.ts';
import { buildLibrary, withLibrary } from './preloaded-library.ts';

export interface PowerCutReport {
  readonly cuts: number;
  /** Files that lost a tail, and files that were gone, over all cuts. */
  readonly shortened: number;
  readonly gone: number;
  readonly payments: number;
  readonly chains: ChainComparison;
  readonly signing: SigningCheck;
}

/** The library that records what is synced; `null` where it can't be built. */
export const buildRecorder = ({ home }: TestNetwork): Promise<string | null> =>
  buildLibrary(home, './record-syncs.c');

/** How often all nodes lose power at once, as in one room. */
const all = 0.4;

/** Cuts the power of nodes at random times under load, `cuts` times. */
export async function cutPower(
  network: TestNetwork,
  options: {
    readonly cuts: number;
    readonly seed: number;
    readonly library: string;
    readonly onCut?: (cuts: number, names: readonly string[]) => void;
  },
): Promise<PowerCutReport> {
  const { folder, manifest } = network;
  const random = seededRandom(options.seed);
  const indexes = manifest.nodes.map((_node, index) => index);
  await recordVotes(folder, manifest, true);
  await stopAll(folder, manifest);
  // Until now nothing told what was synced; a node that stopped has synced nothing more than it needs.
  await startRecorded(network, indexes, options.library);
  const load = await startLoad(network.home, manifest, createProvider('native'));
  let [shortened, gone, cuts] = [0, 0, 0];
  try {
    while (cuts < options.cuts) {
      await pause(500 + random() * 1_500);
      const victims = random() < all ? indexes : [Math.floor(random() * indexes.length)];
      await Promise.all(victims.map((index) => network.kill(index)));
      for (const index of victims) {
        const lost = await loseUnsynced(network, index, random);
        shortened += lost.shortened;
        gone += lost.gone;
      }
      cuts += victims.length;
      options.onCut?.(
        cuts,
        victims.map((index) => network.node(index).name),
      );
      await startRecorded(network, victims, options.library);
    }
  } finally {
    await load.stop();
  }
  await untilHeight(folder, manifest, (await highestOf(network)) + 1n, 60_000);
  const payments = load.finals();
  const chains = await compareChains(manifest, payments);
  const signing = await checkSigning(folder, manifest);
  return { cuts, shortened, gone, payments: payments.length, chains, signing };
}

async function startRecorded(
  network: TestNetwork,
  indexes: readonly number[],
  library: string,
): Promise<void> {
  for (const index of indexes) {
    const orders = { SYNC_RECORD: recordPath(network, index) };
    await withLibrary(library, orders, () => startProcess(network.folder, network.node(index)));
  }
  for (const index of indexes) {
    await untilReady(network.folder, network.manifest, network.node(index));
  }
}

function recordPath(network: TestNetwork, index: number): string {
  return join(network.home, `${network.node(index).name}.syncs`);
}

/** Of an unsynced tail none, some or all may have reached the disk. A file never synced may be gone. */
async function loseUnsynced(network: TestNetwork, index: number, random: () => number) {
  const data = dataFolder(network, index);
  const synced = await syncedSizes(recordPath(network, index));
  let [shortened, gone] = [0, 0];
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { ino, size } = await stat(path);
    const safe = synced.get(String(ino));
    if (safe === undefined && !isIdle(entry.name)) {
      await rm(path);
      gone += 1;
    } else if (safe !== undefined && size > safe) {
      await truncate(path, safe + Math.floor(random() * random() * (size - safe)));
      shortened += 1;
    }
  }
  return { shortened, gone };
}

/** Files that hold nothing of the chain, and those that were there and whole before the record began. */
function isIdle(name: string): boolean {
  return /^(LOCK|LOG|LOG\.old|CURRENT|last-signed|.*\.ldb)$/.test(name);
}

async function syncedSizes(path: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const sizes = new Map<string, number>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [inode = '', size] = line.split(' ');
    sizes.set(inode, Number(size));
  }
  return sizes;
}
