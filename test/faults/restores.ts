/**
 * Validators under load that are restored from backups of any age with the commands of an operator: in place, as if on
 * another host, with a new validator key, and beside the original. Nobody may sign twice, and nothing final is lost.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runWithin } from '@trellis/cli/testing/run-cli';
import { getStatus } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import { readLastSigned } from '@trellis/storage';
import {
  type ChainComparison,
  checkSigning,
  compareChains,
  findBasePort,
  genesisPath,
  nodeFiles,
  recordVotes,
  type SigningCheck,
  startLoad,
  startProcess,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { testPorts } from '../ports.ts';
import { startBeside } from './copied-home.ts';
import { dataFolder } from './damage.ts';
import { untilItVotes } from './old-copies.ts';

/** How a backup is put back. */
const ways = ['in place', 'on another host', 'beside the original'] as const;
type Way = (typeof ways)[number];

export interface RestoreOptions {
  readonly restores: number;
  readonly seed: number;
  /** Of a backup that is made for its restore; every other one is any that was made before. */
  readonly ageMaxMs: number;
  readonly onRestore?: (words: string) => void;
}

export interface RestoreReport {
  readonly byWay: Readonly<Record<Way, number>>;
  /** Of the copies that were started beside their originals: those that did not stop with `same_identity`. */
  readonly notStopped: readonly string[];
  /** Restored memories without the mark that they are old. */
  readonly unmarked: readonly string[];
  readonly oldestMs: number;
  readonly chains: ChainComparison;
  readonly signing: SigningCheck;
  readonly payments: number;
}

interface MadeBackup {
  readonly index: number;
  readonly name: string;
  readonly madeAt: number;
}

const ageMinMs = 50;

/** The network must have been made with `drill: true`. One validator at a time: the others are a quorum. */
export async function restoreBackups(
  network: TestNetwork,
  { restores, seed, ageMaxMs, onRestore }: RestoreOptions,
): Promise<RestoreReport> {
  const { folder, manifest } = network;
  const random = seededRandom(seed);
  await recordVotes(folder, manifest, true);
  const load = await startLoad(network.home, manifest, createProvider('native'));
  const byWay = { 'in place': 0, 'on another host': 0, 'beside the original': 0 };
  const notStopped: string[] = [];
  const unmarked: string[] = [];
  const made: MadeBackup[] = [];
  let oldestMs = 0;
  try {
    for (let done = 0; done < restores; done++) {
      const index = Math.floor(random() * manifest.nodes.length);
      made.push(await backUp(network, index));
      // As many short ages as long ones, on a scale of factors; every second backup is an earlier one.
      await pause(Math.round(ageMinMs * (ageMaxMs / ageMinMs) ** random()));
      const own = made.filter((one) => one.index === index);
      const newest = own.at(-1);
      const chosen = random() < 0.5 ? newest : own[Math.floor(random() * own.length)];
      const way = ways[done % ways.length];
      if (chosen === undefined || way === undefined) throw new Error('a backup to restore');
      const ageMs = Math.round(performance.now() - chosen.madeAt);
      oldestMs = Math.max(oldestMs, ageMs);
      byWay[way] += 1;
      const what = `${done + 1}/${restores}: ${network.node(index).name}, ${way}, ${ageMs} ms old`;
      if (way === 'beside the original') {
        const code = await restoreBeside(network, chosen);
        if (code !== 'same_identity') notStopped.push(`${what}: ${code}`);
        onRestore?.(`${what}: it stopped with ${code}`);
      } else {
        const isMarked = await restoreInstead(network, chosen, way);
        if (!isMarked) unmarked.push(what);
        onRestore?.(`${what}: it votes again`);
      }
      await untilItVotes(network, index);
    }
  } finally {
    await load.stop();
  }
  const payments = load.finals();
  return {
    ...{ byWay, notStopped, unmarked, oldestMs },
    chains: await compareChains(manifest, payments),
    signing: await checkSigning(folder, manifest),
    payments: payments.length,
  };
}

/** All of a node are in one folder, so that later ones write what is new. */
const backupsOf = ({ home, node }: TestNetwork, index: number): string =>
  join(home, 'backups', node(index).name);

/** A backup of a running node. */
export async function backUp(network: TestNetwork, index: number): Promise<MadeBackup> {
  const madeAt = performance.now();
  const { name } = network.node(index);
  const { name: backup } = await trellis(network, [
    ...['backup', 'create', name, '--to', backupsOf(network, index)],
  ]);
  return { index, name: String(backup), madeAt };
}

/** Makes the folder of a node; returns it. */
export async function restoreTo(
  network: TestNetwork,
  { index, name }: Pick<MadeBackup, 'index' | 'name'>,
  flags: readonly string[] = [],
): Promise<{ readonly target: string; readonly printed: Readonly<Record<string, unknown>> }> {
  const target = join(network.home, 'restored', network.node(index).name);
  await rm(target, { recursive: true, force: true });
  const printed = await trellis(network, [
    ...['--genesis', genesisPath(network.folder), 'backup', 'restore', backupsOf(network, index)],
    ...['--backup', name, '--to', target, ...flags],
  ]);
  return { target, printed };
}

/** Puts the restored data in the place of the node's, which has to be stopped; whether it is marked as old. */
export async function putRestored(
  network: TestNetwork,
  index: number,
  { target, way }: { readonly target: string; readonly way: Exclude<Way, 'beside the original'> },
): Promise<boolean> {
  const restored = join(target, 'data');
  const { guard } = readLastSigned(await readFile(join(restored, 'last-signed')));
  const data = dataFolder(network, index);
  await rm(data, { recursive: true, force: true });
  // A folder that is renamed is as it was written; one that is copied has files of another age.
  if (way === 'in place') await rename(restored, data);
  else await cp(restored, data, { recursive: true });
  return guard?.doubt === 'old' && guard.limit === 0n;
}

async function restoreInstead(
  network: TestNetwork,
  backup: MadeBackup,
  way: Exclude<Way, 'beside the original'>,
): Promise<boolean> {
  const { index } = backup;
  await network.kill(index);
  const { target } = await restoreTo(network, backup);
  const isMarked = await putRestored(network, index, { target, way });
  await startProcess(network.folder, network.node(index));
  await untilReady(network.folder, network.manifest, network.node(index));
  return isMarked;
}

/** Starts what was restored while the original runs; the code with which it stops. */
async function restoreBeside(
  network: TestNetwork,
  backup: MadeBackup,
): Promise<string | undefined> {
  const { target } = await restoreTo(network, backup);
  const networkPort = await testPorts(1);
  const httpPort = await findBasePort(1, networkPort + 1);
  await changeConfig(target, { networkPort, httpPort });
  const nodes = network.manifest.nodes.map((node) => ({ ...node, networkPort, httpPort }));
  await mkdir(target, { recursive: true });
  const copy = { folder: join(target, '..'), manifest: { ...network.manifest, nodes } };
  const { code } = await startBeside(copy, backup.index);
  const transport = network.transports[backup.index];
  if (transport === undefined) throw new Error('no such node');
  // The original is undisturbed.
  await getStatus(transport);
  return code;
}

/** Ports of its own, as on another host. */
async function changeConfig(
  target: string,
  { networkPort, httpPort }: { readonly networkPort: number; readonly httpPort: number },
): Promise<void> {
  const path = join(target, nodeFiles.config);
  const config = JSON.parse(await readFile(path, 'utf8'));
  config.network.listen = `/ip4/127.0.0.1/tcp/${networkPort}`;
  config.http.port = httpPort;
  await writeFile(path, JSON.stringify(config));
}

/** What a command printed, which must have succeeded. */
export async function trellis(
  { home }: Pick<TestNetwork, 'home'>,
  args: readonly string[],
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runWithin(home, [...args, '--json']);
  if (code !== 0) throw new Error(`trellis ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
