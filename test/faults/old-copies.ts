/** Validators under load whose data is put back from copies of any age: nobody may sign twice, and the others continue. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, getStatus, getWhy } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import {
  type ChainComparison,
  checkSigning,
  compareChains,
  pauseProcess,
  recordVotes,
  resumeProcess,
  type SigningCheck,
  startLoad,
  startProcess,
  untilHeight,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { dataFolder } from './damage.ts';

/** What is put back of the data folder. */
const parts = {
  all: ['chain', 'last-signed', 'consensus.wal', 'heard'],
  'last-signed': ['last-signed'],
  log: ['consensus.wal'],
  database: ['chain'],
} as const;

type CopiedPart = keyof typeof parts;

export interface OldCopyReport {
  readonly restores: number;
  readonly chains: ChainComparison;
  readonly signing: SigningCheck;
  readonly payments: number;
  /** Restores after which the restored node knew a limit, or was found whole. */
  readonly limited: number;
}

export interface OldCopyOptions {
  readonly restores: number;
  readonly seed: number;
  /** Restores of this seed that were made before: a run may be made in pieces. */
  readonly from?: number;
  readonly ageMaxMs: number;
  readonly onRestore?: (words: string) => void;
}

/** Youngest copy, and the share of those that are made of the whole folder. */
const ageMinMs = 50;
const wholeShare = 0.5;

/** The network must have been made with `drill: true`. One validator at a time: the others are a quorum. */
export async function restoreOldCopies(
  network: TestNetwork,
  { restores, seed, from = 0, ageMaxMs, onRestore }: OldCopyOptions,
): Promise<OldCopyReport> {
  const { folder, manifest } = network;
  await recordVotes(folder, manifest, true);
  const load = await startLoad(network.home, manifest, createProvider('native'));
  let limited = 0;
  try {
    for (let done = 0; done < restores; done++) {
      const random = seededRandom(seed + from + done);
      const index = Math.floor(random() * manifest.nodes.length);
      const names = Object.keys(parts) as CopiedPart[];
      const part = random() < wholeShare ? 'all' : (names[Math.floor(random() * 4)] ?? 'all');
      // As many short ages as long ones, on a scale of factors.
      const ageMs = Math.round(ageMinMs * (ageMaxMs / ageMinMs) ** random());
      await restoreOne(network, index, { part, ageMs });
      const { guard } = await getStatus(clientOf(network, index));
      if (guard !== null && guard.limit !== null) limited++;
      onRestore?.(
        `${done + 1}/${restores} at ${from + done}: ${network.node(index).name}, ${part}, ${ageMs} ms old: ${guard?.state}`,
      );
      await untilItVotes(network, index);
    }
  } finally {
    await load.stop();
  }
  const payments = load.finals();
  return {
    restores,
    chains: await compareChains(manifest, payments),
    signing: await checkSigning(folder, manifest),
    payments: payments.length,
    limited,
  };
}

/** Copies, waits, kills, puts the copy back and starts the node again. */
async function restoreOne(
  network: TestNetwork,
  index: number,
  { part, ageMs }: { readonly part: CopiedPart; readonly ageMs: number },
): Promise<void> {
  await copyOf(network, index, part);
  await pause(ageMs);
  await network.kill(index);
  await putBack(network, index, part);
}

/** Restores two at once, which together are too many for the others to continue without; says what became of it. */
export async function restoreTwo(
  network: TestNetwork,
  [one, other]: readonly [number, number],
  ageMs: number,
): Promise<'all vote' | 'halted, as it says'> {
  const both = [one, other];
  for (const index of both) await copyOf(network, index, 'all');
  await pause(ageMs);
  await Promise.all(both.map((index) => network.kill(index)));
  await Promise.all(both.map((index) => putBack(network, index, 'all')));
  for (;;) {
    const states = await Promise.all(
      both.map(async (index) => (await getStatus(clientOf(network, index))).guard?.state),
    );
    if (states.every((state) => state === 'voting')) return 'all vote';
    const { cause, also } = await getWhy(clientOf(network, one));
    const causes = [cause, ...also.map((finding) => finding.cause)];
    if (causes.includes('memory_doubted')) return 'halted, as it says';
    await pause(200);
  }
}

function clientOf({ clients }: TestNetwork, index: number): Client {
  const client = clients[index];
  if (client === undefined) throw new Error(`no node ${index}`);
  return client;
}

/** A copy as a crash would leave the files: the process stands still meanwhile. */
async function copyOf(network: TestNetwork, index: number, part: CopiedPart): Promise<void> {
  const data = dataFolder(network, index);
  await pauseProcess(network.folder, network.node(index));
  try {
    await copyParts(data, `${data}.copy`, part);
  } finally {
    await resumeProcess(network.folder, network.node(index));
  }
}

async function putBack(network: TestNetwork, index: number, part: CopiedPart): Promise<void> {
  const data = dataFolder(network, index);
  await copyParts(`${data}.copy`, data, part);
  await rm(`${data}.copy`, { recursive: true });
  await startProcess(network.folder, network.node(index));
  await untilReady(network.folder, network.manifest, network.node(index));
}

async function copyParts(from: string, to: string, part: CopiedPart): Promise<void> {
  for (const name of parts[part]) {
    await rm(join(to, name), { recursive: true, force: true });
    await cp(join(from, name), join(to, name), { recursive: true, force: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
}

/** Waits until the restored node votes again, which takes no more than some blocks of the others. */
async function untilItVotes(network: TestNetwork, index: number): Promise<void> {
  const client = clientOf(network, index);
  const { head } = await getStatus(client);
  await untilHeight(network.folder, network.manifest, head.height + 4n, 120_000);
  for (;;) {
    if ((await getStatus(client)).guard?.state === 'voting') return;
    await pause(100);
  }
}
