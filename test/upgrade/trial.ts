/** An upgrade of a running network, from older to newer software, node by node, with one node left as it was. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getReportedBlock } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import { readGenesis } from '@trellis/node';
import { toHeight, versionOf } from '@trellis/protocol';
import { auditDatabase } from '@trellis/storage';
import {
  compareChains,
  findBasePort,
  genesisPath,
  nodeFiles,
  nodeFolder,
  startLoad,
  stopAll,
} from '@trellis/testnet';
import { unmountSmallDisk } from '../faults/small-disk.ts';
import { type Build, initWith } from './build.ts';
import { createRollingNetwork, type RollingNetwork, release } from './rolling-network.ts';

export interface TrialOptions {
  /** Of each validator; the last one is forgotten. */
  readonly powers: readonly number[];
  /** Whether the first node goes back to the older software once. */
  readonly goesBack: boolean;
  readonly older: Build;
  readonly newer: Build;
  /** Blocks between the vote and the height. */
  readonly blocks: number;
  readonly basePort: number;
  readonly heartbeatMs: number;
  /** Whether accounts pay all the while. */
  readonly pays: boolean;
  /** Prepares nodes for what happens to them just before the height. */
  readonly prepare: (network: RollingNetwork) => Promise<(height: bigint) => Promise<void>>;
  readonly say: (line: string) => void;
}

export interface TrialReport {
  readonly height: bigint;
  readonly tookEffect: boolean;
  /** What the ledger says of one that did not. */
  readonly lapsed: { readonly announced: number; readonly power: number } | null;
  /** How the forgotten node ended; `null` while it runs. */
  readonly forgotten: { readonly exitCode: number | null; readonly lastWords: string } | null;
  /** The version of the header at each of the heights around the one of the upgrade. */
  readonly versions: readonly number[];
  readonly payments: number;
  readonly paymentsPerSecond: number;
  readonly lost: number;
  readonly forks: number;
  /** The longest time between two blocks, during the replacement and around the height. */
  readonly gapMs: { readonly replacing: number; readonly upgrading: number };
  /** Blocks that passed the audit, by node. */
  readonly audited: readonly bigint[];
}

/** Makes a network, upgrades it all but its last node, and audits what came of it. */
export async function runTrial(options: TrialOptions): Promise<TrialReport> {
  const { powers, basePort, heartbeatMs } = options;
  const validators = powers.length;
  const home = await mkdtemp(join(tmpdir(), 'trellis-upgrade-'));
  const manifest = await initWith(options.older, home, {
    validators,
    scheme: 'ml-dsa-65',
    basePort: await findBasePort(validators, basePort),
    consensus: { heartbeatMs },
    logLevel: 'info',
  });
  const network = createRollingNetwork(home, manifest);
  try {
    return await upgrade(network, options);
  } finally {
    await stopAll(network.folder, manifest);
    for (const node of manifest.nodes) {
      unmountSmallDisk(join(nodeFolder(network.folder, node), nodeFiles.data));
    }
    await rm(home, { recursive: true, force: true });
  }
}

async function upgrade(network: RollingNetwork, options: TrialOptions): Promise<TrialReport> {
  const { older, say, blocks } = options;
  const all = network.manifest.nodes.map((_node, index) => index);
  const forgotten = all.length - 1;
  const replaced = all.slice(0, -1);
  await Promise.all(all.map((index) => network.start(index, older)));
  await network.reach(0, 1n);
  for (const [index, power] of options.powers.entries()) {
    const { name } = network.node(index);
    if (power > 1) await network.pass(0, { type: 'setPower', node: name, power });
  }
  const load = options.pays
    ? await startLoad(network.home, network.manifest, createProvider('native'))
    : null;
  const began = performance.now();
  const far = toHeight((await network.height(0)) + 100_000n);
  await network.pass(0, { type: 'upgrade', version: 2, height: far, ...release });
  const first = await network.height(0);

  for (const index of replaced) await replace(network, index, options);
  const disturb = await options.prepare(network);
  // Planned again, now that everybody is ready: the later vote replaces the earlier one.
  const height = toHeight((await network.height(0)) + BigInt(blocks));
  await network.pass(0, { type: 'upgrade', version: 2, height, ...release });
  say(`version 2 is voted for block ${height}; ${network.node(forgotten).name} was forgotten`);
  const last = await network.height(0);
  await disturb(BigInt(height));
  // Only now, as reading so many blocks takes longer than there are left before the height.
  const replacing = await longestGap(network, first, last);
  for (const index of replaced) await network.reach(index, height + 3n);
  const record = (await network.protocol(0)).value;
  const tookEffect = versionOf(record ?? { effective: null }) === 2;
  const ended = tookEffect ? await endOf(network, forgotten) : null;
  if (ended === null) await network.reach(forgotten, height + 3n);
  say(tookEffect ? 'it took effect' : 'it lapsed');
  const upgrading = await longestGap(network, height - 5n, height + 3n);
  if (ended !== null) await resume(network, forgotten, options, height);

  const finals = (await load?.stop()) ?? [];
  const seconds = (performance.now() - began) / 1_000;
  const top = await network.height(0);
  for (const index of all) await network.reach(index, top);
  const { lost, forks } = await compareChains(network.manifest, finals);
  const versions: number[] = [];
  for (const at of [height - 1n, height, height + 1n]) {
    const { header } = await getReportedBlock(network.transport(forgotten), toHeight(at));
    versions.push(header.version);
  }
  await stopAll(network.folder, network.manifest);
  return {
    height,
    tookEffect,
    lapsed: record?.lapsed ?? null,
    forgotten: ended,
    versions,
    payments: finals.length,
    paymentsPerSecond: finals.length / seconds,
    lost: lost.length,
    forks: forks.length,
    gapMs: { replacing, upgrading },
    audited: await auditAll(network),
  };
}

/** The first one goes back once, as an operator does who doubts. */
async function replace(
  network: RollingNetwork,
  index: number,
  { older, newer, goesBack, say }: TrialOptions,
): Promise<void> {
  // One of them crashes instead of being stopped.
  await (index === 1 ? network.kill(index) : network.stop(index));
  await network.start(index, newer);
  const knows = await network.announce(index);
  say(`${network.node(index).name} runs the ${newer.name} build, and announced version ${knows}`);
  if (index !== 0 || !goesBack) return;
  await network.stop(index);
  await network.start(index, older);
  say(`it went back to the ${older.name} build, and announced ${await network.announce(index)}`);
  await network.stop(index);
  await network.start(index, newer);
  await network.announce(index);
}

async function endOf(network: RollingNetwork, index: number) {
  const exitCode = await network.exitCode(index);
  const log = await network.log(index);
  const lastWords = log.split('\n').findLast((line) => line.includes('version_not_known')) ?? log;
  return { exitCode, lastWords };
}

/** Started again as it was it stops in the same place; with the newer software it continues. */
async function resume(
  network: RollingNetwork,
  index: number,
  { older, newer, say }: TrialOptions,
  height: bigint,
): Promise<void> {
  const code = await network.startInVain(index, older);
  say(`${network.node(index).name}, started again as it was, ended with ${code}`);
  await network.start(index, newer);
  await network.reach(index, height + 3n);
  say(`${network.node(index).name} continues with the ${newer.name} build`);
}

async function longestGap(network: RollingNetwork, from: bigint, to: bigint): Promise<number> {
  let longest = 0n;
  let last: bigint | null = null;
  for (let at = from > 1n ? from : 1n; at <= to; at++) {
    const { time } = (await getReportedBlock(network.transport(0), toHeight(at))).header;
    if (last !== null && time - last > longest) longest = time - last;
    last = time;
  }
  return Number(longest);
}

async function auditAll({ folder, manifest }: RollingNetwork): Promise<bigint[]> {
  const genesis = await readGenesis(genesisPath(folder));
  const heights: bigint[] = [];
  for (const node of manifest.nodes) {
    const data = join(nodeFolder(folder, node), nodeFiles.data);
    const report = await auditDatabase(data, genesis, createProvider('native'));
    heights.push(report.height);
  }
  return heights;
}
