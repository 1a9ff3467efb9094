/** Validators under load whose data is put back from copies of any age: nobody may sign twice, and the others continue. */
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getStatus, getWhy, type HttpTransport } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { seededRandom } from '@trellis/fault-injection';
import { readGenesis } from '@trellis/node';
import { type AuditReport, auditDatabase } from '@trellis/storage';
import {
  type ChainComparison,
  checkSigning,
  compareChains,
  genesisPath,
  nodeFolder,
  pauseProcess,
  recordVotes,
  resumeProcess,
  type SigningCheck,
  startLoad,
  startProcess,
  stopProcess,
  untilReady,
} from '@trellis/testnet';
import type { TestNetwork } from '../e2e/network.ts';
import { dataFolder } from './damage.ts';
import { changes, type FileKind, fileKinds, type Random } from './damage-kinds.ts';

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
/** The share of those whose database is damaged besides: it has to be repaired by whoever may not vote. */
const damagedShare = 0.3;

export interface DatabaseDamage {
  readonly kind: FileKind;
  readonly way: string;
}

/** Each file of the database in each way that leaves a file or none. */
export function databaseDamages(): readonly DatabaseDamage[] {
  return fileKinds
    .filter(({ folder }) => folder === 'data/chain')
    .flatMap((kind) =>
      ['a flipped bit', '4 KiB of zeros', 'cut off', 'deleted'].map((way) => ({ kind, way })),
    );
}

function pick<T>(some: readonly T[], random: Random): T | null {
  return some[Math.floor(random() * some.length)] ?? null;
}

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
      const damage = random() < damagedShare ? pick(databaseDamages(), random) : null;
      await restoreOne(network, index, { part, ageMs, damage, random });
      const { guard } = await getStatus(transportOf(network, index));
      if (guard !== null && guard.limit !== null) limited++;
      onRestore?.(
        `${done + 1}/${restores} at ${from + done}: ${network.node(index).name}, ${part}, ${ageMs} ms old` +
          `${damage === null ? '' : `, and ${damage.kind.name}, ${damage.way}`}: ${guard?.state}`,
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

/** Copies, waits, kills, puts the copy back, damaged or not, and starts the node again. */
async function restoreOne(
  network: TestNetwork,
  index: number,
  {
    part,
    ageMs,
    damage,
    random,
  }: {
    readonly part: CopiedPart;
    readonly ageMs: number;
    readonly damage: DatabaseDamage | null;
    readonly random: Random;
  },
): Promise<void> {
  await copyOf(network, index, part);
  await pause(ageMs);
  await network.kill(index);
  await putBack(network, index, part, () => damageDatabase(network, index, damage, random));
}

/** Under the node that is down: what it finds at its next start. */
async function damageDatabase(
  network: TestNetwork,
  index: number,
  damage: DatabaseDamage | null,
  random: Random,
): Promise<void> {
  if (damage === null) return;
  const folder = join(nodeFolder(network.folder, network.node(index)), damage.kind.folder);
  const names = (await readdir(folder)).filter((name) => damage.kind.pattern.test(name));
  const newest = names.sort().at(-1);
  if (newest === undefined) return;
  await changes[damage.way]?.({ path: join(folder, newest), older: null }, random);
}

export interface DamagedCopy {
  /** Whether it waited for a limit, or for its peers, when it had started. */
  readonly hasWaited: boolean;
  readonly signing: SigningCheck;
  readonly chains: ChainComparison;
}

/** One validator is put back from an old copy whose database is damaged: it repairs, and may not vote meanwhile. */
export async function restoreDamaged(
  network: TestNetwork,
  index: number,
  damage: DatabaseDamage,
  { ageMs, seed }: { readonly ageMs: number; readonly seed: number },
): Promise<DamagedCopy> {
  const { folder, manifest } = network;
  await recordVotes(folder, manifest, true);
  const load = await startLoad(network.home, manifest, createProvider('native'));
  try {
    const random = seededRandom(seed);
    await restoreOne(network, index, { part: 'all', ageMs, damage, random });
    const { guard } = await getStatus(transportOf(network, index));
    await untilItVotes(network, index);
    await load.stop();
    const finals = load.finals();
    return {
      hasWaited: guard !== null && guard.state !== 'voting',
      signing: await checkSigning(folder, manifest),
      chains: await compareChains(manifest, finals),
    };
  } finally {
    await load.stop();
  }
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
      both.map(async (index) => (await getStatus(transportOf(network, index))).guard?.state),
    );
    if (states.every((state) => state === 'voting')) return 'all vote';
    const { cause, also } = await getWhy(transportOf(network, one));
    const causes = [cause, ...also.map((finding) => finding.cause)];
    if (causes.includes('memory_doubted')) return 'halted, as it says';
    await pause(200);
  }
}

/** The audit of a node's database from the genesis on; the node is stopped for it, and started again. */
export async function auditOf(network: TestNetwork, index: number): Promise<AuditReport> {
  const { folder } = network;
  await stopProcess(folder, network.node(index));
  const genesis = await readGenesis(genesisPath(folder));
  const report = await auditDatabase(dataFolder(network, index), genesis, createProvider('native'));
  await startProcess(folder, network.node(index));
  await untilReady(folder, network.manifest, network.node(index));
  return report;
}

function transportOf({ transports }: TestNetwork, index: number): HttpTransport {
  const transport = transports[index];
  if (transport === undefined) throw new Error(`no node ${index}`);
  return transport;
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

async function putBack(
  network: TestNetwork,
  index: number,
  part: CopiedPart,
  andThen: () => Promise<void> = async () => undefined,
): Promise<void> {
  const data = dataFolder(network, index);
  await copyParts(`${data}.copy`, data, part);
  await rm(`${data}.copy`, { recursive: true });
  await andThen();
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

/** Waits until the restored node votes again, which takes no more than some blocks of the others; a busy machine may not answer. */
export async function untilItVotes(network: TestNetwork, index: number): Promise<void> {
  const transport = transportOf(network, index);
  const statusOf = () => getStatus(transport).catch(() => undefined);
  let first: bigint | undefined;
  for (;;) {
    const status = await statusOf();
    first ??= status?.head.height;
    const hasFollowed = status !== undefined && status.head.height >= (first ?? 0n) + 4n;
    if (hasFollowed && status.guard?.state === 'voting') return;
    await pause(100);
  }
}
