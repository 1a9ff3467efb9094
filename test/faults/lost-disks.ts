/** Kills all validators under load, removes the data of some, and has the others say what is final. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createProvider } from '@trellis/crypto';
import {
  type Assessment,
  assessSurvivors,
  type LostFolder,
  readConfig,
  readSurvivor,
  type Survivor,
} from '@trellis/node';
import { type FinalPayment, nodeFiles, nodeFolder, startLoad } from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

export interface LostDisks extends Assessment {
  readonly payments: number;
  /** Payments that were reported final, in blocks that the survivors name neither as final nor as what may be. */
  readonly unknown: readonly FinalPayment[];
  /** Why the removed folders count as lost. */
  readonly lost: readonly LostFolder[];
  /** Whether reading the folders a second time says the same. */
  readonly isUnchanged: boolean;
}

const provider = createProvider('native');

/** The network has no running node when it ends. */
export async function loseDisks(
  network: TestNetwork,
  { count, loadMs }: { readonly count: number; readonly loadMs: number },
): Promise<LostDisks> {
  const { nodes } = network.manifest;
  const load = await startLoad(network.home, network.manifest, provider);
  await pause(loadMs);
  await Promise.all(nodes.map((_node, index) => network.kill(index)));
  await load.stop();
  const finals = load.finals();
  for (const node of nodes.slice(-count)) {
    const data = join(nodeFolder(network.folder, node), nodeFiles.data);
    await rm(data, { recursive: true });
  }
  const folders = await readAll(network);
  const survivors = survivorsOf(folders);
  const assessment = assessSurvivors(survivors);
  const named = new Set(assessment.precommitted.map(({ blockId }) => blockId));
  const again = survivorsOf(await readAll(network));
  return {
    ...assessment,
    payments: finals.length,
    unknown: finals.filter(
      ({ height, blockId }) => height > assessment.head.height && !named.has(blockId),
    ),
    lost: folders.filter((one): one is LostFolder => 'why' in one),
    isUnchanged: JSON.stringify(again, text) === JSON.stringify(survivors, text),
  };
}

async function readAll({
  folder,
  manifest: { nodes },
}: TestNetwork): Promise<readonly (Survivor | LostFolder)[]> {
  const folders: (Survivor | LostFolder)[] = [];
  for (const node of nodes) {
    const config = await readConfig(join(nodeFolder(folder, node), nodeFiles.config));
    folders.push(await readSurvivor(config, provider));
  }
  return folders;
}

function survivorsOf(folders: readonly (Survivor | LostFolder)[]): readonly Survivor[] {
  return folders.filter((one): one is Survivor => !('why' in one));
}

function text(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Set ? [...value] : value;
}
