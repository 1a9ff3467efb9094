/** `kill -9` at random times under load, and what must hold after each and at the end. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { drillFiles, seededRandom } from '@trellis/fault-injection';
import { readGenesis } from '@trellis/node';
import { validatorAddress } from '@trellis/protocol';
import { auditDatabase, openLastSignedFile } from '@trellis/storage';
import {
  type ChainComparison,
  checkSigning,
  compareChains,
  genesisPath,
  nodeFiles,
  nodeFolder,
  recordVotes,
  type SigningCheck,
  startLoad,
  startProcess,
  stopAll,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';

export interface KillReport {
  readonly kills: number;
  readonly payments: number;
  readonly chains: ChainComparison;
  readonly signing: SigningCheck;
  /** Votes that a peer received and that the killed node's last-signed file did not know. */
  readonly forgotten: readonly string[];
  /** Blocks of each node's database that passed a full audit. */
  readonly audited: readonly number[];
}

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kills: number, names: readonly string[]) => void;
}

/** How often two nodes, or all of them, are killed at once. */
const [two, all] = [0.25, 0.08];

/**
 * Kills nodes at random times until `kills` were killed, and starts them again. Stops the network at
 * its end, to audit every database. The network must have been made with `drill: true`.
 */
export async function soakKills(
  network: TestNetwork,
  { kills, seed, onKill }: KillOptions,
): Promise<KillReport> {
  const { folder, manifest } = network;
  const random = seededRandom(seed);
  const provider = createProvider('native');
  const forgotten: string[] = [];
  await recordVotes(folder, manifest, true);
  const load = await startLoad(network.home, manifest, provider);
  let killed = 0;
  try {
    while (killed < kills) {
      await pause(random() * 1_200);
      const victims = drawVictims(random, manifest.nodes.length);
      await Promise.all(victims.map((index) => network.kill(index)));
      killed += victims.length;
      onKill?.(
        killed,
        victims.map((index) => network.node(index).name),
      );
      for (const index of victims) forgotten.push(...(await unknownVotes(network, index)));
      await pause(random() * 600);
      for (const index of victims) await startProcess(folder, network.node(index));
      for (const index of victims) await untilReady(folder, manifest, network.node(index));
    }
  } finally {
    await load.stop();
  }
  await untilHeight(folder, manifest, (await highestOf(network)) + 1n, 60_000);
  const payments = load.finals();
  const chains = await compareChains(manifest, payments);
  const signing = await checkSigning(folder, manifest);
  await stopAll(folder, manifest);
  const genesis = await readGenesis(genesisPath(folder));
  const audited: number[] = [];
  for (const node of manifest.nodes) {
    const report = await auditDatabase(
      join(nodeFolder(folder, node), nodeFiles.data),
      genesis,
      provider,
    );
    audited.push(Number(report.height));
  }
  return { kills: killed, payments: payments.length, chains, signing, forgotten, audited };
}

/** The highest block that any node has. */
export async function highestOf({ transports }: TestNetwork): Promise<bigint> {
  const statuses = await Promise.all(transports.map(getStatus));
  return statuses.reduce((most, { head }) => (head.height > most ? head.height : most), 0n);
}

function drawVictims(random: () => number, count: number): readonly number[] {
  const draw = random();
  const indexes = Array.from({ length: count }, (_, index) => index);
  if (draw < all) return indexes;
  const first = Math.floor(random() * count);
  if (draw >= all + two) return [first];
  return [first, (first + 1 + Math.floor(random() * (count - 1))) % count];
}

/**
 * What a node that is dead now is known to have signed, by its peers' records, later than its
 * last-signed file says. Must be nothing: what was sent is in the file first.
 */
async function unknownVotes(network: TestNetwork, index: number): Promise<readonly string[]> {
  const { folder, manifest } = network;
  const genesis = await readGenesis(genesisPath(folder));
  const validator = genesis.validators.find(({ name }) => name === network.node(index).name);
  if (validator === undefined) throw new Error('no such validator');
  const address = validatorAddress(validator);
  const path = join(nodeFolder(folder, network.node(index)), nodeFiles.data, 'last-signed');
  const file = await openLastSignedFile(path);
  await file.close();
  const { recovered } = file;
  const last = recovered.state === 'new' ? null : recovered.last;
  const known = last === null ? -1 : order(String(last.height), last.round, last.step);
  const found: string[] = [];
  for (const node of manifest.nodes) {
    const record = await tailOf(join(nodeFolder(folder, node), nodeFiles.drill, drillFiles.record));
    for (const line of record) {
      const [step = '', height = '', round = '', signer] = line.split(' ');
      if (signer === address && order(height, Number(round), step) > known) found.push(line);
    }
  }
  return found;
}

/** A number that grows with the position; heights of a test are small. */
function order(height: string, round: number, step: string): number {
  return (Number(height) * 1_000 + round) * 3 + ['proposal', 'prevote', 'precommit'].indexOf(step);
}

/** The last whole lines of a file, far more than a node signs between two kills. */
async function tailOf(path: string): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - 256 * 1024);
    const bytes = Buffer.alloc(size - start);
    await file.read(bytes, 0, bytes.length, start);
    return bytes
      .toString('utf8')
      .split('\n')
      .slice(start === 0 ? 0 : 1, -1);
  } finally {
    await file.close();
  }
}
